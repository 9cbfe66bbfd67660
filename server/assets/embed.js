// <coldopen-search>: a search box with suggestions for any page, no framework. With
//
//   <script type="module" src="https://search.example/embed.js"></script>
//   <coldopen-search index="main">
//     <form action="https://search.example/search"><input name="q" aria-label="Search"></form>
//   </coldopen-search>
//
// the form inside is what readers without JavaScript get; its action, its label and its hidden
// fields are taken over. Nothing is written as inline style or script and no text is ever parsed as
// HTML, so the strictest policy of the page around holds (script-src and connect-src name the
// server; nothing else is needed). Keyboard and roles: WAI-ARIA APG, editable combobox with list
// autocomplete; the list and the input live in one shadow tree, because ids do not cross its edge.

const HOME = new URL(".", import.meta.url);
const TYPING_PAUSE = 80, SPEAKING_PAUSE = 500;  // milliseconds after the last key

const STYLE = new CSSStyleSheet();
STYLE.replaceSync(`
:host {
  --bg: var(--coldopen-bg, Canvas); --text: var(--coldopen-text, CanvasText);
  --accent: var(--coldopen-accent, #3b72d9); --radius: var(--coldopen-radius, .5rem);
  --muted: var(--coldopen-muted, color-mix(in srgb, CanvasText 72%, Canvas));
  --border: var(--coldopen-border, color-mix(in srgb, CanvasText 52%, Canvas));
  display: block; position: relative; font: var(--coldopen-font, inherit); color: var(--text);
}
:host([hidden]), [hidden] { display: none !important; }
form { margin: 0; }
input {
  box-sizing: border-box; inline-size: 100%; min-block-size: 2.75rem; margin: 0; padding: .5rem .9rem;
  font: inherit; font-size: max(1rem, 1em); color: inherit; background: var(--bg);
  border: 1px solid var(--border); border-radius: var(--radius); appearance: none;
}
input::placeholder { color: var(--muted); opacity: 1; }
input:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
.list {
  position: absolute; inset-inline: 0; inset-block-start: calc(100% + .3rem); z-index: 1000;
  box-sizing: border-box; max-block-size: min(70vh, 30rem); overflow: auto; padding: .3rem;
  overscroll-behavior: contain; background: var(--bg); border: 1px solid var(--border);
  border-radius: var(--radius); box-shadow: var(--coldopen-shadow, 0 .5rem 1.5rem rgb(0 0 0 / .25));
}
.kind { padding: .5rem .6rem .2rem; font-size: .8em; font-weight: 600; color: var(--muted); }
.option { min-block-size: 1.5rem; padding: .4rem .6rem; border-radius: calc(var(--radius) * .6); cursor: pointer; }
.option:hover { background: color-mix(in srgb, var(--accent) 10%, var(--bg)); }
.option[aria-selected=true] {
  background: color-mix(in srgb, var(--accent) 20%, var(--bg));
  outline: 2px solid var(--accent); outline-offset: -2px;
}
.option span { display: block; overflow: hidden; text-overflow: ellipsis; text-align: match-parent; }
.more { font-size: .85em; color: var(--muted); }
mark { background: none; color: inherit; font-weight: 700; }
.status {
  position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
@media (forced-colors: active) {
  .option[aria-selected=true] { background: Highlight; color: HighlightText; forced-color-adjust: none; }
  .option[aria-selected=true] .more { color: HighlightText; }
}
`);

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// "Kevin <mark>Mal</mark>one" with its references as nodes, without a parser of HTML: whatever else
// stands there stays text.
const REFERENCES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'", apos: "'" };
function marked(html) {
  const text = (part) => part.replace(/&(#?\w+);/g, (all, name) => REFERENCES[name] ?? all);
  return html.split(/<mark>(.*?)<\/mark>/s).map((part, i) =>
    i % 2 ? make("mark", { part: "mark" }, text(part)) : text(part));
}

// The heading of a group of suggestions: kinds are words of the wiki, so all but two follow a rule.
function heading(kind) {
  if (!kind || kind === "other") return "More";
  if (kind === "person") return "People";
  const name = kind[0].toUpperCase() + kind.slice(1).replace(/[_-]/g, " ");
  return name.endsWith("s") ? name : name.replace(/([^aeiou])y$/, "$1ie") + "s";
}

class ColdopenSearch extends HTMLElement {
  static observedAttributes = ["placeholder", "hotkey"];
  #root = this.attachShadow({ mode: "open", delegatesFocus: true });
  #input; #form; #list; #status;
  #options = [];     // { element, item, kind }
  #active = -1;      // its place in #options, or nobody
  #running = null;   // the request that is on its way
  #timer = 0; #speaker = 0;
  #leave = null;     // takes the hotkey off the document

  connectedCallback() {
    if (!this.#input) this.#build();
    this.#leave = new AbortController();
    document.addEventListener("keydown", (event) => this.#hotkey(event), { signal: this.#leave.signal });
  }

  disconnectedCallback() {
    this.#leave.abort();
    this.#forget();
  }

  attributeChangedCallback() { if (this.#input) this.#label(); }

  focus(options) { this.#input?.focus(options); }

  clear() {
    this.#forget();
    this.#input.value = "";
  }

  // --- what is there -------------------------------------------------------------------------

  #build() {
    this.#input = make("input", {
      part: "input", type: "text", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": "list", "aria-haspopup": "listbox", autocomplete: "off", autocapitalize: "off",
      autocorrect: "off", spellcheck: "false", maxlength: "512", enterkeyhint: "search",
    });
    this.#form = make("form", { method: "get", role: "search" }, this.#input);
    this.#list = make("div", { id: "list", class: "list", part: "list", role: "listbox", "aria-label": "Suggestions", hidden: "" });
    this.#status = make("div", { class: "status", part: "status", role: "status", "aria-live": "polite" });
    this.#root.adoptedStyleSheets = [STYLE];
    this.#root.append(this.#form, this.#list, this.#status);
    const old = this.#light();
    this.#input.name = old?.name || "q";
    this.#input.value = old?.value || "";
    this.#label();
    const on = (target, type, act) => target.addEventListener(type, act.bind(this));
    on(this.#input, "input", this.#typed);
    on(this.#input, "compositionend", this.#typed);
    on(this.#input, "keydown", this.#pressed);
    on(this.#input, "blur", () => this.#close());
    on(this.#form, "submit", this.#submitted);
    on(this.#list, "pointerdown", (event) => event.preventDefault());  // focus stays in the input
    on(this.#list, "click", this.#clicked);
    on(this.#list, "auxclick", this.#clicked);
    if (old && old === document.activeElement) this.#input.focus();
  }

  // The input of the form inside, which is shown while there is no script.
  #light() { return this.querySelector("input:not([type=hidden])"); }

  #label() {
    const old = this.#light();
    const text = this.getAttribute("placeholder") ?? old?.placeholder ?? "";
    this.#input.placeholder = text;
    this.#input.setAttribute("aria-label",
      old?.getAttribute("aria-label") || old?.labels?.[0]?.textContent.trim() || text || "Search");
    const key = this.#key();
    key ? this.#input.setAttribute("aria-keyshortcuts", key) : this.#input.removeAttribute("aria-keyshortcuts");
  }

  #key() { return this.getAttribute("hotkey") ?? "/"; }
  #home() { return new URL(this.getAttribute("src") ?? HOME, document.baseURI); }
  #index() { return this.getAttribute("index") || "main"; }

  // --- asking --------------------------------------------------------------------------------

  #typed(event) {
    if (event.isComposing) return;
    clearTimeout(this.#timer);
    if (!this.#input.value.trim()) return this.#forget();
    this.#timer = setTimeout(() => this.#ask(), TYPING_PAUSE);
  }

  #address() {
    const url = new URL(`v1/indexes/${encodeURIComponent(this.#index())}/suggest`, this.#home());
    url.searchParams.set("q", this.#input.value.trimStart());  // a space at the end ends the word
    for (const name of ["key", "filter", "lang", "seen", "limit"]) {
      const value = this.getAttribute(name);
      if (value) url.searchParams.set(name, value);
    }
    return url;
  }

  async #ask() {
    this.#running?.abort();
    const mine = this.#running = new AbortController();
    let groups = [];
    try {
      const answer = await fetch(this.#address(), { signal: mine.signal, credentials: "omit" });
      if (!answer.ok) throw new Error(answer.statusText);
      groups = (await answer.json()).groups ?? [];
    } catch {
      if (mine.signal.aborted) return;  // a newer one is on its way
      return this.#close();             // the form is still there: Enter sends it
    }
    if (mine === this.#running && !mine.signal.aborted) this.#show(groups);
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = null;
    this.#close();
    this.#list.replaceChildren();
    this.#options = [];
    this.#say("");
  }

  // --- showing -------------------------------------------------------------------------------

  #show(groups) {
    this.#options = [];
    this.#list.replaceChildren(...groups.filter((group) => group.items?.length).map((group, i) =>
      make("div", { role: "group", part: "group", "aria-labelledby": `kind-${i}` },
        make("div", { id: `kind-${i}`, class: "kind", role: "presentation" }, heading(group.kind)),
        ...group.items.map((item) => this.#option(item, group.kind)))));
    this.#options.length && this.#focused() ? this.#open() : this.#close();
    const count = this.#options.length;
    this.#say(count === 0 ? "no suggestions" : count === 1 ? "1 suggestion" : `${count} suggestions`);
  }

  #option(item, kind) {
    const element = make("div", {
      id: `option-${this.#options.length}`, class: "option", part: "option", role: "option", "aria-selected": "false",
    }, make("span", { dir: item.dir ?? "auto", ...(item.lang && { lang: item.lang }) }, ...(item.html ? marked(item.html) : [item.text])));
    const alias = item.matched_html ? marked(item.matched_html) : item.matched ? [item.matched] : [];
    const more = [...alias, ...(alias.length && item.description ? [" · "] : []), item.description ?? ""];
    if (more.some(Boolean)) element.append(make("span", { class: "more", dir: "auto" }, ...more));
    this.#options.push({ element, item, kind });
    return element;
  }

  #focused() { return this.#root.activeElement === this.#input; }
  #isOpen() { return !this.#list.hidden; }

  #open() {
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
    this.#activate(-1);
    this.#list.scrollTop = 0;
  }

  #close() {
    this.#activate(-1);
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
  }

  #activate(place) {
    this.#options[this.#active]?.element.setAttribute("aria-selected", "false");
    this.#active = place;
    const element = this.#options[place]?.element;
    element ? this.#input.setAttribute("aria-activedescendant", element.id)
            : this.#input.removeAttribute("aria-activedescendant");
    element?.setAttribute("aria-selected", "true");
    element?.scrollIntoView({ block: "nearest" });
  }

  // Half a second after typing ends, so that a reader hears one number and not five.
  #say(text) {
    clearTimeout(this.#speaker);
    if (!text) { this.#status.textContent = ""; return; }
    this.#speaker = setTimeout(() => { this.#status.textContent = text; }, SPEAKING_PAUSE);
  }

  // --- keys, clicks, and where they lead -----------------------------------------------------

  #pressed(event) {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
    const count = this.#options.length, open = this.#isOpen();
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        if (!open && count === 0) { if (this.#input.value.trim()) this.#ask(); break; }
        const down = event.key === "ArrowDown";
        if (event.altKey) { down ? open || this.#open() : this.#close(); break; }
        if (!open) this.#open();
        this.#activate(this.#active < 0 ? (down ? 0 : count - 1) : (this.#active + (down ? 1 : count - 1)) % count);
        break;
      }
      case "Escape":
        if (open) this.#close(); else if (this.#input.value) this.clear(); else return;
        break;
      case "Enter":
        if (!open || this.#active < 0) return;
        this.#choose(this.#options[this.#active], false);
        break;
      case "Home": case "End": case "ArrowLeft": case "ArrowRight":
        this.#activate(-1);  // these edit the text
        return;
      default:
        return;
    }
    event.preventDefault();
  }

  #clicked(event) {
    if (event.button > 1) return;
    const option = this.#options.find(({ element }) => element.contains(event.target));
    if (option) this.#choose(option, event.button === 1 || event.ctrlKey || event.metaKey);
  }

  #choose({ item, kind }, aside) {
    const { id, text } = item, index = item.index ?? this.#index();
    const url = new URL(item.url || `wiki/${encodeURIComponent(index)}/${encodeURIComponent(id)}`, this.#home());
    const seen = this.getAttribute("seen");
    if (seen && !item.url) url.searchParams.set("seen", seen);
    if (item.anchor && !item.url) url.hash = encodeURIComponent(item.anchor);
    if (!this.#tell("coldopen-select", { id, text, kind, url: url.href })) return this.#close();
    this.#close();
    if (url.protocol !== "https:" && url.protocol !== "http:") return;
    aside ? window.open(url, "_blank", "noopener") : location.assign(url);
  }

  #submitted(event) {
    const q = this.#input.value.trim();
    if (!this.#tell("coldopen-search", { q })) return event.preventDefault();
    const old = this.querySelector("form");
    this.#form.action = this.getAttribute("action") ?? old?.action ?? new URL("search", this.#home());
    const fields = [...(old?.querySelectorAll("input[type=hidden]") ?? [])].map((one) => [one.name, one.value]);
    if (this.hasAttribute("index") && !fields.some(([name]) => name === "index")) fields.push(["index", this.#index()]);
    const seen = this.getAttribute("seen");
    if (seen && !fields.some(([name]) => name === "seen")) fields.push(["seen", seen]);
    for (const one of this.#form.querySelectorAll("input[type=hidden]")) one.remove();
    for (const [name, value] of fields) this.#form.append(make("input", { type: "hidden", name, value }));
    this.#close();
  }

  #tell(type, detail) {
    return this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  #hotkey(event) {
    const key = this.#key();
    if (!key || event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.composedPath()[0];
    if (at.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName)) return;
    event.preventDefault();
    this.#input.focus();
    this.#input.select();
  }
}

if (!customElements.get("coldopen-search")) customElements.define("coldopen-search", ColdopenSearch);
