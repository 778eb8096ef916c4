"use strict";
const form = document.querySelector("form");
const rows = [...document.querySelectorAll("#errors tbody tr")].map((row) => ({
  row,
  kind: row.dataset.kind,
  label: row.dataset.label,
  notice: row.dataset.notice,
  words: row.textContent.toLowerCase(),
}));
const shown = document.querySelector("output");
function filter() {
  const { kind, label, notice, words } = Object.fromEntries(new FormData(form));
  let count = 0;
  for (const entry of rows) {
    const stays =
      (!kind || entry.kind === kind) &&
      (!label || entry.label === label) &&
      (!notice || entry.notice === notice) &&
      entry.words.includes(words.toLowerCase());
    entry.row.hidden = !stays;
    count += stays;
  }
  shown.textContent = `${count} of ${rows.length} errors`;
}
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();
