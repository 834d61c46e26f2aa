/* Forms: every problem told at once by the server, a fresh CSRF token, one submission at a time, and nothing typed
   is lost when the session has ended or the network is gone: the form stays, sign-in opens in a new tab. */
(function () {
  'use strict';
  var ASK_AFTER = 5 * 60 * 1000; /* ms without contact before a form is sent: first ask whether the session lives */
  var RELEASE_AFTER = 15 * 1000; /* ms: a download leaves the page in place, so its button must come back */
  var lastContact = Date.now();

  /* Signing in again in another tab changes the token; the cookie always holds the present one. */
  function freshToken() {
    var found = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
    return found ? decodeURIComponent(found[1]) : '';
  }

  function isPost(form) { return form instanceof HTMLFormElement && form.method === 'post'; }

  function refreshToken(form) {
    var field = form.querySelector('input[name="csrfmiddlewaretoken"]');
    var token = freshToken();
    if (field && token) { field.value = token; }
  }

  function hold(form) {
    form.dataset.sending = 'yes';
    form.querySelectorAll('button:not([type="button"]):not([aria-disabled="true"])').forEach(function (button) {
      button.setAttribute('aria-disabled', 'true');
      button.dataset.held = 'yes';
    });
    window.ansinh.sayIfSlow('sending');
    window.setTimeout(function () { release(form); }, RELEASE_AFTER);
  }

  function release(form) {
    delete form.dataset.sending;
    form.querySelectorAll('[data-held]').forEach(function (button) {
      button.removeAttribute('aria-disabled');
      delete button.dataset.held;
    });
    window.ansinh.quiet();
  }

  /* 'lives', 'ended' or 'unreachable' */
  function askSession() {
    return fetch(document.body.dataset.sessionCheck, { credentials: 'same-origin', cache: 'no-store' })
      .then(function (answer) { return answer.ok ? answer.text() : 'unreachable'; })
      .catch(function () { return 'unreachable'; });
  }

  function sendIfSessionLives(form, submitter) {
    askSession().then(function (session) {
      if (session !== 'lives') {
        window.ansinh.warn(session === 'ended' ? 'session' : 'offline');
        return;
      }
      lastContact = Date.now();
      form.requestSubmit(submitter);
    });
  }

  /* Before anyone else hears of it, HTMX too (which would queue the second sending): a form that is on its way, or
     whose button is blocked, is not sent. */
  document.addEventListener('submit', function (event) {
    var blocked = event.submitter && event.submitter.getAttribute('aria-disabled') === 'true';
    if (blocked || event.target.dataset.sending) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (event.defaultPrevented || !isPost(form)) { return; }
    refreshToken(form);
    if ('needsSession' in document.body.dataset && Date.now() - lastContact > ASK_AFTER) {
      event.preventDefault();
      sendIfSessionLives(form, event.submitter);
      return;
    }
    hold(form);
  });

  /* The page was kept while the user was elsewhere: its buttons must work again. */
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sending]').forEach(release);
  });

  /* Back from signing in in another tab. */
  window.addEventListener('focus', function () {
    var warned = window.ansinh.warning();
    if (warned !== 'session' && warned !== 'offline') { return; }
    askSession().then(function (session) {
      if (session === 'lives') {
        lastContact = Date.now();
        window.ansinh.unwarn();
        window.ansinh.say(document.querySelector('template[data-say="again"]').content.textContent.trim());
      }
    });
  });

  function letServerCheck(root) {
    root.querySelectorAll('form[method="post"]').forEach(function (form) { form.noValidate = true; });
  }

  document.addEventListener('DOMContentLoaded', function () { letServerCheck(document); });
  document.addEventListener('htmx:load', function (event) {
    letServerCheck(event.detail.elt);
    lastContact = Date.now();
  });
  document.addEventListener('htmx:beforeRequest', function (event) {
    if (isPost(event.detail.elt)) { event.detail.elt.dataset.sending = 'yes'; }
  });
  document.addEventListener('htmx:afterRequest', function (event) {
    if (isPost(event.detail.elt)) { delete event.detail.elt.dataset.sending; }
  });
  document.addEventListener('htmx:configRequest', function (event) {
    if (event.detail.verb !== 'get') { event.detail.headers['X-CSRFToken'] = freshToken(); }
  });
})();
