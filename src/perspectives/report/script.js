// Filters the sentences, keeps the filter in the address, and collects corrections; the page needs none of it to be read.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const save = (name, type, text) => make("a", {download: name, href: URL.createObjectURL(new Blob([text], {type}))}).click();
  
  for (const svg of $$(".chart svg")) {
    const caption = $("figcaption", svg.parentNode);
    const name = caption.textContent;
    const button = make("button", {className: "tool", textContent: "SVG", ariaLabel: `Save as SVG: ${name}`});
    button.onclick = () => {
      const copy = svg.cloneNode(true);
      copy.prepend(make("style", {textContent: $("#chart-style").textContent}));
      save(`${name}.svg`, "image/svg+xml", new XMLSerializer().serializeToString(copy));
    };
    caption.append(" ", button);
  }

  // The tables stand in the links as CSV (RFC 4180), so that they download without this script.
  const parse = (csv) => [...csv.matchAll(/("(?:[^"]|"")*"|[^,\n]*)([,\n])/g)].reduce((rows, [, cell, end]) => {
    rows.at(-1).push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell === "" ? null : isNaN(cell) ? cell : +cell);
    if (end === "\n") rows.push([]);
    return rows;
  }, [[]]).slice(0, -1);
  const json = $("#json");
  if (json) {
    json.hidden = false;
    json.firstElementChild.onclick = () => save("tables.json", "application/json", JSON.stringify(Object.fromEntries($$(".downloads a").map((a) => {
      const [columns, ...rows] = parse(decodeURIComponent(a.href.slice(a.href.indexOf(",") + 1)));
      return [a.download.replace(".csv", ""), {columns, rows}];
    }))));
  }

  const form = $("#filter");
  if (!form) return;
  document.documentElement.classList.add("js");
  const field = form.elements;
  const items = $$("#list li").map((li) => ({
    li, list: li.parentNode, outlet: li.closest("section").dataset.o, ...li.dataset, text: $(".t", li).textContent.toLowerCase(),
  }));

  const apply = () => {
    const want = Object.fromEntries(new FormData(form));
    const entry = want.cell && document.getElementById(want.cell);
    const rank = entry && new Map($$("a", entry).map((a, index) => [a.hash.slice(1), index]));
    const stances = want.toward || want.stance ? `${want.toward}=${want.stance}` : "";
    const stance = (found) => found.split(" ").some((one) => one && (want.toward ? one.startsWith(stances) : one.endsWith(stances)));
    let shown = 0;
    for (const {li, outlet, s, k, d, e, t, f, text} of items) {
      li.hidden = !((!rank || rank.has(li.id)) && (!want.outlet || outlet === want.outlet) && (!want.side || s === want.side)
        && (!want.kind || k === want.kind) && (!want.event || e === want.event) && (!want.frame || f.split(" ").includes(want.frame))
        && (!want.from || d >= want.from) && (!want.to || (d && d <= want.to)) && (!stances || stance(t))
        && text.includes(want.q.trim().toLowerCase()));
      shown += !li.hidden;
    }
    const order = rank ? [...items].sort((a, b) => (rank.get(a.li.id) ?? 1e9) - (rank.get(b.li.id) ?? 1e9)) : items;
    if (rank || apply.ranked) for (const {li, list} of order) list.append(li);
    apply.ranked = rank;
    for (const section of $$("#list section")) section.hidden = !$("li:not([hidden])", section);
    $("#status").textContent = `${shown} of ${items.length} sentences`
      + (entry ? `. Behind the cell “${$("b", entry).textContent}”: ${$("span", entry).textContent}, best first` : "");
  };
  const write = () => {
    const state = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.replaceState(null, "", `#${state}` === "#" ? "#sentences" : `#${state}`);
    apply();
  };
  const read = () => {
    const hash = location.hash.slice(1);
    const state = hash.startsWith("e.") ? [["cell", hash]] : hash.includes("=") ? [...new URLSearchParams(hash)] : null;
    const target = document.getElementById(hash);
    if (state) {
      form.reset();
      field.cell.value = "";
      for (const [name, value] of state) if (field[name]) field[name].value = value;
      apply();
      $("#sentences").scrollIntoView();
    } else if (target && target.closest("[hidden]")) {
      form.reset();
      field.cell.value = "";
      apply();
      target.scrollIntoView();
    }
  };
  form.hidden = false;
  form.oninput = write;
  form.onsubmit = (event) => event.preventDefault();
  form.onreset = () => { field.cell.value = ""; setTimeout(write); };
  addEventListener("hashchange", read);
  apply();
  read();

  const corrections = {stance: [], frames: []};
  let unsaved = false;
  const points = (text) => [...text].length;
  const bar = () => {
    $("#flags").replaceChildren(...Object.entries(corrections).filter(([, rows]) => rows.length).map(([name, rows]) => {
      const button = make("button", {textContent: `Download ${rows.length} ${name} correction${rows.length > 1 ? "s" : ""} (JSONL)`});
      button.onclick = () => {
        save(`${name}.jsonl`, "application/jsonl", rows.map((row) => JSON.stringify(row) + "\n").join(""));
        unsaved = false;
      };
      return button;
    }));
    $("#flags").hidden = !$("#flags button");
  };
  const keep = (li, flag) => {
    const data = new FormData(flag), text = $(".t", li), row = {text: text.textContent, group: li.dataset.g};
    if (data.get("stance")) {
      const stance = {...row, target: data.get("target"), stance: data.get("stance")};
      const holder = $(`mark.s[data-h="${CSS.escape(data.get("holder"))}"]`, text);
      if (holder) {
        const range = document.createRange();
        range.setStart(text, 0);
        range.setEndBefore(holder);
        stance.holder_start = points(range.toString());
        stance.holder_end = stance.holder_start + points(holder.textContent);
      }
      corrections.stance.push(stance);
    }
    const frames = data.getAll("frame");
    if (frames.join(" ") !== flag.dataset.before) corrections.frames.push({...row, frames});
    unsaved = true;
    bar();
  };
  const open = (li, button) => {
    const flag = $("#flag").content.cloneNode(true).firstElementChild;
    const before = li.dataset.f.split(" ");
    const boxes = $$("input", flag);
    for (const box of boxes) box.checked = before.includes(box.value);
    flag.dataset.before = boxes.filter((box) => box.checked).map((box) => box.value).join(" ");
    const close = (label) => { flag.remove(); button.hidden = false; button.textContent = label; button.focus(); };
    flag.onsubmit = (event) => { event.preventDefault(); keep(li, flag); close("Flagged: flag again"); };
    $("[value=cancel]", flag).onclick = () => close(button.textContent);
    button.hidden = true;
    li.append(flag);
    $("select", flag).focus();
  };
  for (const {li} of items) {
    const button = make("button", {className: "tool", textContent: "Flag this"});
    button.onclick = () => open(li, button);
    li.lastElementChild.append(button);
  }
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();
