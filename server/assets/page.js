// Results and suggestions while typing: asks for the part of /search that changes and puts it into
// the page, and lists the names that go on as typed. Without this script the form does the same
// with a whole page.
const form = document.querySelector("form.box");
const box = form.elements.q, seen = form.elements.seen;
const results = document.getElementById("results");
const status = document.getElementById("status");
let timer = 0, speaker = 0, running = null, shown = address();

function address() {
  const fields = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...fields]) if (!value && name !== "q") fields.delete(name);
  return form.getAttribute("action") + "?" + fields;
}

async function refresh() {
  const wanted = address();
  if (wanted === shown) return;
  running?.abort();
  const mine = running = new AbortController();
  document.body.classList.add("busy");
  try {
    const answer = await fetch(wanted + "&fragment=1", { signal: mine.signal });
    const html = await answer.text();
    if (mine.signal.aborted) return;
    if (!answer.ok && answer.status !== 400) throw new Error(answer.statusText);
    const open = results.querySelector(".facets details")?.open;
    results.innerHTML = html;
    const more = results.querySelector(".facets details");
    if (open && more) more.open = true;
    shown = wanted;
    forgetRefused();
    document.body.classList.remove("home");
    document.title = results.firstElementChild?.dataset.title ?? document.title;
    history.replaceState(null, "", wanted);
    speak();
  } catch {
    // An aborted or failed request leaves the last results; Enter sends the form.
  } finally {
    if (running === mine) document.body.classList.remove("busy");
  }
}

// Half a second after the last answer: how many hits there are, and how many names.
function speak() {
  clearTimeout(speaker);
  speaker = setTimeout(() => {
    const hits = results.querySelector("[data-status]")?.textContent ?? "";
    const names = list.hidden ? "" : options.length === 1 ? "1 suggestion" : `${options.length} suggestions`;
    status.textContent = [hits, names].filter(Boolean).join(", ");
  }, 500);
}

// --- Suggestions: an editable combobox (WAI-ARIA APG). Focus stays in the box; a name is chosen
// with the arrows and Enter, Escape closes the list, and only then the arrows go to the hits.
const list = element("div", { id: "suggestions", class: "suggestions", role: "listbox", "aria-label": "Suggestions" });
list.hidden = true;
form.append(list);
for (const [name, value] of Object.entries({
  role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-controls": list.id,
})) box.setAttribute(name, value);
let options = [], active = -1, asking = null;

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function activate(place) {
  options[active]?.setAttribute("aria-selected", "false");
  active = place;
  const option = options[place];
  option ? box.setAttribute("aria-activedescendant", option.id) : box.removeAttribute("aria-activedescendant");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
}

function open(shown) {
  activate(-1);
  list.hidden = !shown;
  box.setAttribute("aria-expanded", String(shown));
}

// The marked name comes escaped from the server, with <mark> and nothing else.
function option(item, index, place) {
  const name = element("span", { dir: item.dir ?? "auto", ...(item.lang && { lang: item.lang }) });
  name.innerHTML = item.html;
  const guard = seen?.value ? "?" + new URLSearchParams({ seen: seen.value }) : "";
  const link = /^https?:/.test(item.url ?? "") ? item.url : `/wiki/${encodeURIComponent(index)}/${encodeURIComponent(item.id)}${guard}${item.anchor ? "#" + encodeURIComponent(item.anchor) : ""}`;
  const made = element("a", { id: `suggestion-${place}`, role: "option", "aria-selected": "false", tabindex: "-1", href: link }, name);
  const more = [item.matched, item.description].filter(Boolean).join(" · ");
  if (more) made.append(element("span", { class: "more", dir: "auto" }, more));
  return made;
}

async function suggest() {
  asking?.abort();
  if (!box.value.trim()) { options = []; return open(false); }
  const mine = asking = new AbortController();
  const index = form.elements.index?.value || form.dataset.index;
  try {
    const fields = new URLSearchParams({ q: box.value });
    for (const filter of new FormData(form).getAll("filter")) fields.append("filter", filter);
    if (seen?.value) fields.set("seen", seen.value);
    const answer = await fetch(`/v1/indexes/${encodeURIComponent(index)}/suggest?${fields}`, { signal: mine.signal });
    const groups = answer.ok ? (await answer.json()).groups : [];
    if (mine.signal.aborted) return;
    options = [];
    list.replaceChildren(...groups.map((group, i) =>
      element("div", { role: "group", "aria-labelledby": `kind-${i}` },
        element("div", { id: `kind-${i}`, class: "kind", role: "presentation" }, group.kind || "page"),
        ...group.items.map((item) => {
          const made = option(item, index, options.length);
          options.push(made);
          return made;
        }))));
    open(options.length > 0 && document.activeElement === box);
    speak();
  } catch {
    // An aborted or failed request shows nothing; the form is still there.
  }
}

box.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.altKey && step) open(step > 0 && options.length > 0);
  else if (list.hidden) return;
  else if (step) activate(active < 0 ? (step > 0 ? 0 : options.length - 1) : (active + step + options.length) % options.length);
  else if (event.key === "Escape") open(false);
  else if (event.key === "Enter" && active >= 0) location.assign(options[active].href);
  else return;
  event.preventDefault();
});
box.addEventListener("blur", () => open(false));
list.addEventListener("pointerdown", (event) => event.preventDefault());  // focus stays in the box

function typed() {
  clearTimeout(timer);
  timer = setTimeout(() => { refresh(); suggest(); }, 80);
}
form.addEventListener("input", (event) => { if (!event.isComposing) typed(); });
box.addEventListener("compositionend", typed);

// How far the reader is stays in this browser (seen.js reads it); an empty field forgets it, and so
// does a page that could not read it.
function remember(place) {
  const key = `coldopen-seen-${form.elements.index?.value || form.dataset.index}`;
  try {
    place ? localStorage.setItem(key, place) : localStorage.removeItem(key);
  } catch {
    // Without storage it goes along in addresses alone.
  }
}
function forgetRefused() { if (results.querySelector("[data-refused=seen]")) remember(""); }
forgetRefused();
seen?.addEventListener("change", () => {
  remember(seen.value.trim());
  if (location.pathname === "/search") refresh();
});
results.addEventListener("click", (event) => { if (event.target.closest("[data-forget]")) remember(""); });

form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  asking?.abort();
  open(false);
  if (event.submitter?.formAction && event.submitter.hasAttribute("formaction")) return;
  if (address() === shown && !document.body.classList.contains("home")) { event.preventDefault(); box.blur(); }
});

// "/" goes to the box; up and down walk from hit to hit, and back to the box.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
  if (event.key === "/" && !typing) {
    event.preventDefault();
    box.focus();
    box.select();
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = [...results.querySelectorAll(".hit h2 a")];
  const at = links.indexOf(document.activeElement);
  if (at < 0 && (document.activeElement !== box || event.key === "ArrowUp")) return;
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  if (next >= links.length) return;
  event.preventDefault();
  next < 0 ? box.focus() : links[next].focus();
});
