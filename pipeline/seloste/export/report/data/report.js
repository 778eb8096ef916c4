"use strict";
(function () {
  const form = document.getElementById("filters");
  const search = document.getElementById("search");
  const category = document.getElementById("category");
  const state = document.getElementById("state");
  const shown = document.getElementById("shown");
  const notices = Array.from(document.querySelectorAll("details.notice"));
  const rows = new Map();
  for (const row of document.querySelectorAll("tr[data-notice]")) {
    const list = rows.get(row.dataset.notice) || [];
    list.push(row);
    rows.set(row.dataset.notice, list);
  }
  const marks = new Map(notices.map((notice) => [
    notice, new Map(notice.dataset.marks.trim().split(/\s+/).filter(Boolean).map((mark) => mark.split("="))),
  ]));

  function fits(notice) {
    if (!notice.dataset.search.includes(search.value.trim().toLowerCase())) return false;
    if (!category.value) return true;
    return (marks.get(notice).get(category.value) || "not_stated") === state.value;
  }

  function filter() {
    let count = 0;
    for (const notice of notices) {
      const fit = fits(notice);
      count += fit ? 1 : 0;
      notice.hidden = !fit;
      for (const row of rows.get(notice.dataset.notice) || []) row.hidden = !fit;
    }
    shown.value = count + " / " + notices.length + " " + shown.dataset.word;
  }

  function openTarget() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const notice = target && target.closest("details.notice");
    if (notice) {
      notice.open = true;
      target.scrollIntoView();
    }
  }

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", openTarget);
  filter();
  openTarget();
})();
