/* Ctrl K for the search field, print and back buttons, the account menu. Without script all but print still work. */
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
