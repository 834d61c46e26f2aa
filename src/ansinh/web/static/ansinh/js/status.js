/* One line that is read out (role="status") and one alert, for every script of the page.
   The words stand in web/parts/live.html, not here. */
(function () {
  'use strict';
  var timer = null;

  function line() { return document.getElementById('trang-thai'); }
  function alertBox() { return document.getElementById('canh-bao'); }
  function wording(name) { return document.querySelector('template[data-say="' + name + '"]'); }

  /* Say a short text; an empty one takes it away. */
  function say(text) {
    if (line()) { line().textContent = text; }
  }

  /* Say a prepared text only if the work takes longer than a second. */
  function sayIfSlow(name) {
    window.clearTimeout(timer);
    timer = window.setTimeout(function () { say(wording(name).content.textContent.trim()); }, 1000);
  }

  function quiet() {
    window.clearTimeout(timer);
    say('');
  }

  /* Show a prepared alert; `detail` is text of the server, shown as text. */
  function warn(name, detail) {
    var box = alertBox();
    if (!box) { return; }
    quiet();
    box.replaceChildren(wording(name).content.cloneNode(true));
    if (detail) { box.querySelector('[data-detail]').textContent = detail; }
    box.dataset.shows = name;
    box.hidden = false;
  }

  function unwarn() {
    var box = alertBox();
    if (!box) { return; }
    box.hidden = true;
    delete box.dataset.shows;
  }

  function warning() { return alertBox() && !alertBox().hidden ? alertBox().dataset.shows : ''; }

  window.ansinh = { say: say, sayIfSlow: sayIfSlow, quiet: quiet, warn: warn, unwarn: unwarn, warning: warning };
})();
