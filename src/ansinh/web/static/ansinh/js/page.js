/* Ctrl K for the search field, print and back buttons, the account menu, sorting a table where it stands, the current
   place in the rail. Without script the page works: only the print button does nothing, and a sort link leads to the
   page that sorts on the server. */
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
    var link = event.target.closest('a[data-sort-here]');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      sortBy(link.closest('th'));
    }
    closeMenus(event.target, false);
  });

  /* Rows by the figures or words of a column, the second time the other way round. Without a figure they come last. */
  function sortBy(head) {
    var body = head.closest('table').tBodies[0];
    var rows = Array.from(body.rows);
    var falling = head.getAttribute('aria-sort') === 'ascending';
    var isNumber = head.classList.contains('n');
    rows.sort(function (one, other) {
      var first = keyOf(one.cells[head.cellIndex]);
      var second = keyOf(other.cells[head.cellIndex]);
      if (isNumber && (isNaN(first) || isNaN(second))) { return isNaN(first) - isNaN(second); }
      var order = isNumber ? first - second : first.localeCompare(second, 'vi');
      return falling ? -order : order;
    });
    function keyOf(cell) {
      var text = cell.textContent.trim();
      return isNumber ? parseFloat(text.replace(/\./g, '').replace(',', '.').replace('\u2212', '-')) : text;
    }
    body.append.apply(body, rows);
    Array.from(head.parentNode.cells).forEach(function (cell) { cell.removeAttribute('aria-sort'); });
    head.setAttribute('aria-sort', falling ? 'descending' : 'ascending');
  }

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
