/* The reading desk: keys J K Enter S G T, highlights that follow the list, drafts kept on this computer, and adding an
   item from words selected in the document. Everything here also works by mouse and without script. */
(function () {
  "use strict";
  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const work = document.getElementById("ban-lam-viec");
  const store = "ansinh.ban-doc.";

  /* Highlights: the list at the right is the truth; the document at the left follows it. */
  function followList() {
    const said = work.querySelector("[data-title]");
    const confirmed = new Set(said.dataset.confirmed.split(" "));
    const now = said.dataset.current.split(" ");
    desk.querySelectorAll(".hl[data-mark]").forEach(function (piece) {
      const key = piece.dataset.mark;
      /* The words of the open item; around them the sentence that orders the change. */
      const state = key === now[0] ? "now" : now.includes(key) ? "order" : confirmed.has(key) ? "done" : "todo";
      piece.className = "hl hl--" + state;
    });
    document.querySelector("h1").textContent = said.dataset.title;
    const place = desk.querySelector('.hl[data-mark="' + now[0] + '"]');
    if (!place) return;
    const fold = place.closest("details");
    if (fold) fold.open = true;
    const box = desk.querySelector(".doc");
    const gap = place.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (box.scrollHeight > box.clientHeight && (gap < 40 || gap > box.clientHeight - 80)) {
      box.scrollTop += gap - box.clientHeight / 3;
    }
  }

  /* Drafts: what was typed into the open item is kept until it is accepted, so a reload loses nothing. */
  function form() { return document.getElementById("phieu-muc"); }
  function keepDraft() {
    const open = form();
    if (!open) return;
    const typed = Array.from(open.elements).filter(function (field) {
      return field.name && field.type !== "hidden" && field.name !== "csrfmiddlewaretoken";
    }).map(function (field) { return field.type === "checkbox" || field.type === "radio" ? field.checked : field.value; });
    localStorage.setItem(store + open.dataset.draft, JSON.stringify(typed));
  }
  function restoreDraft() {
    const open = form();
    const kept = open && localStorage.getItem(store + open.dataset.draft);
    if (!kept) return;
    const values = JSON.parse(kept);
    const fields = Array.from(open.elements).filter(function (field) {
      return field.name && field.type !== "hidden" && field.name !== "csrfmiddlewaretoken";
    });
    if (fields.length !== values.length) return;
    let differs = false;
    fields.forEach(function (field, at) {
      const key = field.type === "checkbox" || field.type === "radio" ? "checked" : "value";
      if (field[key] !== values[at]) { field[key] = values[at]; differs = true; }
    });
    if (differs) {
      const note = document.createElement("p");
      note.className = "note";
      note.setAttribute("role", "status");
      note.textContent = "Đã lấy lại nội dung anh/chị gõ dở trên máy này.";
      open.prepend(note);
    }
  }
  work.addEventListener("input", keepDraft);
  work.addEventListener("change", keepDraft);

  /* A link in the document opens its item without leaving the place. */
  desk.querySelector(".doc").addEventListener("click", function (event) {
    const link = event.target.closest("a.hl");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !window.htmx) return;
    event.preventDefault();
    window.htmx.ajax("GET", link.getAttribute("href"), { target: "#ban-lam-viec", swap: "innerHTML" });
    history.replaceState(null, "", link.getAttribute("href"));
  });

  /* Words selected in the document go along to "Thêm mục". */
  const add = document.querySelector("[data-add-selection]");
  function selected() {
    const selection = window.getSelection();
    if (!selection || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const node = range.startContainer.nodeType === 1 ? range.startContainer : range.startContainer.parentElement;
    const block = node && node.closest("[data-start]");
    if (!block || !desk.querySelector(".doc").contains(block)) return null;
    const before = range.cloneRange();
    before.selectNodeContents(block);
    before.setEnd(range.startContainer, range.startOffset);
    const skipped = before.cloneContents();
    skipped.querySelectorAll("sup, .at").forEach(function (part) { part.remove(); });
    const taken = range.cloneContents();
    taken.querySelectorAll("sup, .at").forEach(function (part) { part.remove(); });
    const words = taken.textContent.replace(/\s+/g, " ");
    const lead = words.length - words.trimStart().length;
    return { words: words.trim(), start: Number(block.dataset.start) + skipped.textContent.length + lead };
  }
  if (add) {
    const label = add.textContent;
    add.addEventListener("mousedown", function () {
      const chosen = selected();
      const base = add.getAttribute("href").split("?")[0];
      add.setAttribute("href", chosen ? base + "?words=" + encodeURIComponent(chosen.words) + "&start=" + chosen.start : base);
    });
    document.addEventListener("selectionchange", function () {
      add.textContent = selected() ? label + " từ đoạn chọn" : label;
    });
    add.addEventListener("focus", function () { add.dispatchEvent(new Event("mousedown")); });
  }

  /* Keys; off while typing. */
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, button, a, summary, [contenteditable]") && event.key !== "Escape") return;
    const key = event.key.toLowerCase();
    if (key === "enter") { const open = form(); if (open) { event.preventDefault(); open.requestSubmit(); } }
    if (key === "s") { const first = work.querySelector("#phieu-muc textarea, #phieu-muc .input"); if (first) { event.preventDefault(); first.focus(); } }
    if (["j", "k", "g", "t"].includes(key)) {
      const target = work.querySelector('[data-key="' + key + '"]');
      if (target) { event.preventDefault(); target.click(); }
    }
  });

  document.body.addEventListener("htmx:afterSwap", function (event) {
    if (event.target !== work) return;
    restoreDraft();
    followList();
    const now = work.querySelector(".is-now");
    if (now) now.scrollIntoView({ block: "nearest" });
  });
  document.body.addEventListener("htmx:beforeRequest", function (event) {
    const open = form();
    if (open && event.target === open) desk.dataset.sent = store + open.dataset.draft;
  });
  document.body.addEventListener("htmx:afterRequest", function (event) {
    const accepted = event.detail.successful && !work.querySelector(".alert, .field--err");
    if (desk.dataset.sent && accepted) localStorage.removeItem(desk.dataset.sent);
    delete desk.dataset.sent;
  });
  restoreDraft();
  followList();
})();
