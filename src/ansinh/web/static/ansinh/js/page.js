/* Ctrl K for the search field, print and back buttons, the account menu, the current place in the rail.
   Without script the page works; only the print button does nothing. */
(function () {
  'use strict';

  document.addEventListener('keydown', function (event) {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
      var field = document.getElementById('tim');
      if (!field) { return; }
      event.preventDefault();
      field.focus();
      field.select();
    }
    if (event.key === 'Escape') { closeMenus(null, true); }
  });

  document.addEventListener('click', function (event) {
    if (event.target.closest('[data-print]')) { window.print(); }
    if (event.target.closest('[data-back]')) { window.history.back(); }
    closeMenus(event.target, false);
  });

  /* A long outline scrolls behind the modules: bring the current place into sight. */
  document.addEventListener('DOMContentLoaded', function () {
    var rail = document.querySelector('.rail__in');
    var place = rail && rail.querySelector('[aria-current="location"]');
    if (!place) { return; }
    var modules = rail.querySelector('.rail__modules');
    var end = (modules || rail).getBoundingClientRect()[modules ? 'top' : 'bottom'];
    var hidden = place.closest('li').getBoundingClientRect().bottom - end;
    if (hidden > 0) { rail.scrollTop += hidden + 60; }
  });

  /* Close open menus, except the one that holds `inside`. */
  function closeMenus(inside, returnFocus) {
    document.querySelectorAll('details.menu[open]').forEach(function (menu) {
      if (inside && menu.contains(inside)) { return; }
      var hadFocus = menu.contains(document.activeElement);
      menu.open = false;
      if (returnFocus && hadFocus) { menu.querySelector('summary').focus(); }
    });
  }
})();
