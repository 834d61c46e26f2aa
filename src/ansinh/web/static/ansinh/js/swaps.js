/* What HTMX leaves to the page: tell that something is loading or went wrong, keep the page when the session has
   ended, and move the focus to what was swapped in. */
(function () {
  'use strict';
  var GESTURES = ['submit', 'click', 'keydown'];
  var byUser = false; /* the answer that is being swapped in was asked for by a gesture, not by polling */

  document.addEventListener('htmx:beforeRequest', function () { window.ansinh.sayIfSlow('loading'); });
  document.addEventListener('htmx:afterRequest', function () { window.ansinh.quiet(); });

  /* After `quiet` above: HTMX fires the server's own events before afterRequest, so say it a moment later. */
  document.addEventListener('ansinh:status', function (event) {
    var text = event.detail.text;
    window.setTimeout(function () { window.ansinh.say(text); }, 50);
  });

  document.addEventListener('htmx:beforeSwap', function (event) {
    var asked = event.detail.requestConfig && event.detail.requestConfig.triggeringEvent;
    byUser = Boolean(asked && GESTURES.indexOf(asked.type) >= 0);
    if (landedOnSignIn(event.detail.xhr)) {
      event.detail.shouldSwap = false;
      window.ansinh.warn('session');
    } else if (event.detail.shouldSwap) {
      window.ansinh.unwarn();
    }
  });

  function landedOnSignIn(xhr) {
    return xhr.responseURL && new URL(xhr.responseURL).pathname === document.body.dataset.signIn;
  }

  document.addEventListener('htmx:responseError', function (event) {
    var xhr = event.detail.xhr;
    var isText = (xhr.getResponseHeader('Content-Type') || '').indexOf('text/plain') === 0;
    if (landedOnSignIn(xhr)) { return; }
    if (isText) { window.ansinh.warn('refused', xhr.responseText); } else { window.ansinh.warn('failed'); }
  });
  document.addEventListener('htmx:sendError', function () { window.ansinh.warn('offline'); });
  document.addEventListener('htmx:timeout', function () { window.ansinh.warn('offline'); });

  document.addEventListener('htmx:afterSettle', function (event) {
    var lost = !document.activeElement || document.activeElement === document.body;
    if (!byUser || !lost) { return; }
    var target = event.detail.target; /* gone when it was replaced as a whole */
    var goal = focusGoal(target && target.isConnected ? target : event.detail.elt);
    if (!goal) { return; }
    if (goal.tabIndex < 0) { goal.tabIndex = -1; }
    goal.focus();
    byUser = false;
  });

  /* Where the reader goes on: what the template marked, the current item of a list, the row itself, or the heading. */
  function focusGoal(swapped) {
    if (swapped.matches('[data-focus], tr, li')) { return swapped; }
    return swapped.querySelector('[data-focus]') || swapped.querySelector('[aria-current="true"]') ||
      swapped.querySelector('h2');
  }
})();
