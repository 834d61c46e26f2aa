/* The entry grid: arrows, Enter and Tab, a block pasted from Excel and its undo, and autosave of each cell with the
   version it was seen at. Without script every cell is an ordinary field of an ordinary form. */
(function () {
  'use strict';
  var form = document.querySelector('form[data-grid]');
  var grid = form && document.getElementById('luoi');
  if (!grid || !grid.tBodies[0].querySelector('input')) { return; }
  var WAIT = 700; /* ms of rest before what is typed is saved */
  var AGAIN = 5000; /* ms before a save that did not get through is tried again */
  var dirty = new Set(); /* names of fields changed since they were last sent */
  var held = new Map(); /* cells somebody else changed first: name -> version that stands now */
  var undone = []; /* pasted blocks: lists of [field, text before, text pasted] */
  var timer = null;
  var underWay = false;

  function isCell(field) { return field.matches('input[id^="o-"]') && !field.closest('.msg'); }
  function cellOf(name) { return name.replace(/-[mg]$/, ''); }
  function byId(id) { return document.getElementById(id); }
  function rows() { return Array.from(grid.tBodies[0].rows).filter(function (row) { return !row.classList.contains('msg'); }); }
  function fields(row) { return row ? Array.from(row.querySelectorAll('input')) : []; }
  function place(field) {
    var row = field.closest('tr');
    return { row: rows().indexOf(row), column: fields(row).indexOf(field) };
  }
  function tokenNow() {
    var found = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
    return found ? decodeURIComponent(found[1]) : form.elements.csrfmiddlewaretoken.value;
  }

  /* Moving: up, down and Enter always; left and right from the ends of the text. */
  function go(field) {
    if (!field) { return; }
    field.focus();
    field.select();
  }
  function neighbour(field, key, shift) {
    var at = place(field);
    var all = rows();
    if (key === 'ArrowDown' || (key === 'Enter' && !shift)) { return fields(all[at.row + 1])[at.column]; }
    if (key === 'ArrowUp' || key === 'Enter') { return fields(all[at.row - 1])[at.column]; }
    var whole = field.selectionStart === 0 && field.selectionEnd === field.value.length;
    if (key === 'ArrowLeft' && (whole || field.selectionEnd === 0)) { return fields(all[at.row])[at.column - 1]; }
    if (key === 'ArrowRight' && (whole || field.selectionStart === field.value.length)) { return fields(all[at.row])[at.column + 1]; }
    return null;
  }
  grid.addEventListener('keydown', function (event) {
    if (!event.target.matches('input') || event.isComposing) { return; }
    if (event.key === 'Enter') { event.preventDefault(); }
    if (event.target.closest('.msg') || event.altKey || event.ctrlKey || event.metaKey) { return; }
    if (event.key.indexOf('Arrow') !== 0 && event.key !== 'Enter') { return; }
    var next = neighbour(event.target, event.key, event.shiftKey);
    if (next) {
      event.preventDefault();
      go(next);
    }
  });

  /* Pasting a block: rows by line, cells by tab; what falls outside the form is counted and said. */
  function blockOf(text) {
    return text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n').map(function (line) {
      return line.split('\t').map(function (cell) { return cell.trim().replace(/^"([^"]*)"$/, '$1'); });
    });
  }
  function put(field, text) {
    field.value = text;
    field.closest('td').classList.add('fresh');
    touch(field);
  }
  /* The fields from one's own to the end of the row; with `computed`, null stands where a column is computed. */
  function places(row, column, computed) {
    var own = fields(row)[column];
    if (!own) { return []; }
    var boxes = Array.from(row.querySelectorAll('td')).filter(function (box) { return computed || box.querySelector('input'); });
    return boxes.slice(boxes.indexOf(own.closest('td'))).map(function (box) { return box.querySelector('input'); });
  }
  /* Whether a block was copied with the computed columns: it is wider than the fields alone and as wide as the fields
     with them; or it reaches over one and every line has there the quotient of the two before it. */
  function hasComputed(block, row, column) {
    var width = Math.max.apply(null, block.map(function (line) { return line.length; }));
    var shown = places(row, column, true);
    if (shown.slice(0, width).indexOf(null) < 0) { return false; }
    if (width > places(row, column, false).length) { return width <= shown.length; }
    return shown.slice(0, width).every(function (field, at) { return field || block.every(function (line) { return isRate(line, at); }); });
  }
  function number(text) {
    var plain = (text || '').replace(/[\s%]/g, '').replace(/\./g, '').replace(',', '.');
    return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
  }
  function isRate(line, at) {
    if (at < 2) { return false; }
    var upper = number(line[at - 2]);
    var lower = number(line[at - 1]);
    var rate = number(line[at]);
    if (!line[at - 2] && !line[at - 1]) { return !line[at]; }
    /* per hundred, per ten thousand, or bare: whatever the scale, to the digits shown */
    return [1, 100, 1000, 10000, 100000].some(function (scale) {
      var exact = upper / lower * scale;
      return Math.abs(exact - rate) <= Math.max(0.06, Math.abs(exact) * 0.006);
    });
  }
  function paste(start, block) {
    var at = place(start);
    var all = rows();
    var done = [];
    var outside = 0;
    var skipped = 0;
    var withComputed = hasComputed(block, all[at.row], at.column);
    block.forEach(function (line, down) {
      var row = all[at.row + down] ? places(all[at.row + down], at.column, withComputed) : [];
      line.forEach(function (text, right) {
        var field = row[right];
        if (field === null) { skipped += 1; return; }
        if (!field) { outside += 1; return; }
        done.push([field, field.value, text]);
        put(field, text);
      });
    });
    undone.push(done);
    showUndo();
    window.ansinh.say('Đã dán ' + done.length + ' ô.' + (skipped ? ' Bỏ qua ' + skipped + ' ô của cột tính sẵn: hệ thống tự tính tỷ lệ.' : '') + (outside ? ' ' + outside + ' ô nằm ngoài biểu nên không dán.' : ''));
    flush();
  }
  grid.addEventListener('paste', function (event) {
    var text = event.clipboardData ? event.clipboardData.getData('text/plain') : '';
    if (!isCell(event.target) || !/[\t\n]/.test(text.replace(/\r?\n$/, ''))) { return; }
    event.preventDefault();
    paste(event.target, blockOf(text));
  });

  /* Undo of the last paste: only cells that still hold what was pasted go back. */
  var undoButton = form.querySelector('[data-undo]');
  function showUndo() {
    undoButton.hidden = undone.length === 0;
    if (undone.length) { undoButton.removeAttribute('aria-disabled'); } else { undoButton.setAttribute('aria-disabled', 'true'); }
  }
  function undo() {
    var last = undone.pop();
    if (!last) { return; }
    last.forEach(function (step) {
      if (step[0].value !== step[2]) { return; }
      step[0].value = step[1];
      step[0].closest('td').classList.remove('fresh');
      touch(step[0]);
    });
    showUndo();
    window.ansinh.say('Đã hoàn tác lần dán vừa rồi.');
    flush();
  }
  undoButton.addEventListener('click', undo);
  document.addEventListener('keydown', function (event) {
    var isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z';
    var last = undone[undone.length - 1];
    if (!isUndo || !last || !grid.contains(event.target) || event.target.closest('.msg')) { return; }
    var step = last.find(function (one) { return one[0] === event.target; });
    if (step ? step[2] !== event.target.value : dirty.has(event.target.name)) { return; } /* typed since: the browser's own undo */
    event.preventDefault();
    undo();
  });

  /* Autosave. */
  function touch(field) {
    dirty.add(field.name);
    window.clearTimeout(timer);
    timer = window.setTimeout(flush, WAIT);
  }
  form.addEventListener('input', function (event) {
    if (/^o-\d+-\d+(-[mg])?$/.test(event.target.name || '')) { touch(event.target); }
  });
  form.addEventListener('change', function (event) {
    if (dirty.has(event.target.name)) { flush(); }
  });

  function changeOf(name) {
    var text = byId(name);
    var denominator = byId(name + '-m');
    var comment = byId(name + '-g');
    var change = { cell: name, version: Number(text.dataset.v) };
    if (dirty.has(name) || dirty.has(name + '-m')) {
      change.text = text.value;
      if (denominator) { change.denominator = denominator.value; }
    }
    if (comment && dirty.has(name + '-g')) { change.comment = comment.value; }
    return change;
  }

  function flush() {
    window.clearTimeout(timer);
    if (underWay) { return; } /* what is typed meanwhile goes with the next one */
    var names = Array.from(new Set(Array.from(dirty, cellOf))).filter(function (name) { return !held.has(name); });
    if (!names.length) { return; }
    var changes = names.map(changeOf);
    var sent = Array.from(dirty).filter(function (name) { return names.indexOf(cellOf(name)) >= 0; });
    sent.forEach(function (name) { dirty.delete(name); });
    underWay = true;
    fetch(form.dataset.grid, {
      method: 'POST',
      credentials: 'same-origin',
      redirect: 'manual',
      headers: { 'X-CSRFToken': tokenNow(), 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ cells: JSON.stringify(changes) })
    }).then(function (answer) {
      if (answer.type === 'opaqueredirect' || answer.status === 403) { throw new Error('session'); }
      if (answer.status >= 500) { throw new Error('failed'); }
      return answer.json().then(function (said) { return answer.ok ? apply(said, names) : refuse(said.problem); });
    }).catch(function (error) {
      sent.forEach(function (name) { dirty.add(name); });
      window.ansinh.warn(error.message === 'session' || error.message === 'failed' ? error.message : 'offline');
      timer = window.setTimeout(flush, AGAIN);
    }).finally(function () {
      underWay = false;
      if (dirty.size && !window.ansinh.warning()) { timer = window.setTimeout(flush, WAIT); }
    });
  }

  function refuse(problem) { window.ansinh.warn('refused', problem); }

  /* The server's answer: how the rows concerned stand now. */
  function apply(said, sent) {
    if (window.ansinh.warning()) { window.ansinh.unwarn(); }
    Object.keys(said.cells).forEach(function (name) {
      applyCell(name, said.cells[name], sent.indexOf(name) >= 0, said.taken.indexOf(name) >= 0);
    });
    Object.keys(said.messages).forEach(function (id) { applyMessages(id, said.messages[id]); });
    var blanks = form.querySelector('[name="blanks"]');
    var accepted = blanks && blanks.checked;
    replace('tom-tat', said.summary);
    replace('chan-luoi', said.foot);
    replace('thanh-luu', said.bar);
    blanks = form.querySelector('[name="blanks"]');
    if (blanks) { blanks.checked = accepted; }
  }

  function applyCell(name, cell, wasSent, isTaken) {
    var text = byId(name);
    var denominator = byId(name + '-m');
    var busy = dirty.has(name) || dirty.has(name + '-m') || text === document.activeElement || denominator === document.activeElement;
    if (isTaken) {
      held.set(name, cell.version);
    } else if (wasSent) {
      text.dataset.v = cell.version;
    } else if (!held.has(name) && !busy) {
      text.dataset.v = cell.version;
      text.value = cell.text;
      if (denominator) { denominator.value = cell.denominator; }
    }
    if (held.has(name)) { cell.css = 'other'; }
    [text, denominator].forEach(function (field) { if (field) { draw(field, cell); } });
    var computed = byId(name + '-v');
    if (computed) { computed.textContent = cell.computed; }
  }

  function draw(field, cell) {
    var box = field.closest('td');
    box.className = (cell.css + (box.classList.contains('fresh') ? ' fresh' : '')).trim();
    if (cell.bad) { field.setAttribute('aria-invalid', 'true'); } else { field.removeAttribute('aria-invalid'); }
    if (cell.describedBy) { field.setAttribute('aria-describedby', cell.describedBy); } else { field.removeAttribute('aria-describedby'); }
  }

  function fragmentOf(html) {
    /* Parsed apart from the page: nothing in it runs. A row or a foot needs its table around it to be one. */
    var part = /^\s*<(tr|tfoot)\b/.exec(html);
    var holder = part ? { tr: 'tbody', tfoot: 'table' }[part[1]] : 'body';
    var around = { tbody: ['<table><tbody>', '</tbody></table>'], table: ['<table>', '</table>'], body: ['', ''] }[holder];
    var parsed = new DOMParser().parseFromString(around.join(html), 'text/html');
    var fragment = document.createDocumentFragment();
    fragment.append.apply(fragment, Array.from(parsed.querySelector(holder).childNodes));
    return fragment;
  }

  function replace(id, html) {
    var old = byId(id);
    var hadFocus = old.contains(document.activeElement) ? document.activeElement : null;
    if (hadFocus && hadFocus.matches('button')) { return; } /* about to be pressed */
    old.replaceWith(fragmentOf(html));
  }

  /* The line under a row; an explanation that is being typed stays as it is. */
  function applyMessages(id, html) {
    var old = byId(id);
    var row = grid.querySelector('input[id^="o-' + id.slice(2) + '-"]').closest('tr'); /* the row comes before its messages */
    var typing = old && old.contains(document.activeElement) ? document.activeElement : null;
    var kept = old ? Array.from(old.querySelectorAll('input')).map(function (field) { return [field.name, field.value]; }) : [];
    var waiting = old ? Array.from(old.querySelectorAll('[data-keep]')).filter(function (b) { return held.has(b.dataset.keep); }) : [];
    var choices = waiting.map(function (button) { return button.closest('.acts'); });
    if (old) { old.remove(); }
    if (html) { row.after(fragmentOf(html)); }
    var now = byId(id);
    if (now) {
      choices.forEach(function (choice) {
        var name = choice.querySelector('[data-keep]').dataset.keep;
        if (!now.querySelector('[data-keep="' + name + '"]')) { now.cells[0].prepend(choice); }
      });
    }
    kept.forEach(function (pair) {
      var field = now && now.querySelector('[name="' + pair[0] + '"]');
      if (field && dirty.has(pair[0])) { field.value = pair[1]; }
    });
    if (typing && now) {
      var again = now.querySelector('[name="' + typing.name + '"]');
      if (again) {
        again.value = typing.value;
        again.focus();
        again.setSelectionRange(typing.selectionStart, typing.selectionEnd);
      }
    }
  }

  /* Somebody else was faster: keep one's own figure, or take the other's. */
  grid.addEventListener('click', function (event) {
    var button = event.target.closest('[data-keep], [data-take]');
    if (!button) { return; }
    var name = button.dataset.keep || button.dataset.take;
    var text = byId(name);
    var denominator = byId(name + '-m');
    text.dataset.v = held.has(name) ? held.get(name) : text.dataset.v;
    held.delete(name);
    if (button.dataset.take) {
      text.value = button.dataset.text;
      if (denominator) { denominator.value = button.dataset.denominator; }
    }
    dirty.add(name);
    go(text);
    flush();
  });

  /* "Ghi chú cho một ô" speaks of the cell one was in. */
  var note = form.querySelector('[data-note]');
  grid.addEventListener('focusin', function (event) {
    if (!note || !isCell(event.target)) { return; }
    var parts = event.target.name.split('-');
    byId('note-unit').value = parts[1];
    byId('note-column').value = parts[2];
  });

  /* The form is sent after what autosave has under way, and says what the page has seen by then. */
  var seen = form.elements.seen;
  function noteSeen() {
    var shown = JSON.parse(seen.value);
    grid.querySelectorAll('input[data-v]').forEach(function (field) {
      if (held.has(field.name) || field.dataset.v === '0') { return; }
      var before = shown[field.name] || [0, '', ''];
      if (before[0] === Number(field.dataset.v)) { return; }
      shown[field.name] = [Number(field.dataset.v), '\u0000', '\u0000']; /* what is typed is compared with the store */
    });
    seen.value = JSON.stringify(shown);
  }
  form.addEventListener('submit', function (event) {
    var button = event.submitter;
    if (underWay) {
      event.preventDefault();
      event.stopImmediatePropagation();
      window.setTimeout(function () { form.requestSubmit(form.contains(button) ? button : null); }, 150);
      return;
    }
    dirty.clear(); /* they go with the form */
    window.clearTimeout(timer);
    noteSeen();
  });

  window.addEventListener('beforeunload', function (event) {
    if (dirty.size && !form.dataset.sending) { event.preventDefault(); }
  });
})();
