// Runs before anything is shown: who has said how far they are, and comes by an address that does
// not say it, is led to the one that does, so that no spoiler flashes up. What is remembered stays
// in this browser; page.js writes it. An empty `seen` in the address shows all.
{
  const index = document.currentScript.dataset.index;
  const address = new URL(location.href);
  try {
    const remembered = localStorage.getItem(`coldopen-seen-${index}`);
    if (remembered && !address.searchParams.has("seen")) {
      address.searchParams.set("seen", remembered);
      document.documentElement.hidden = true; // the way there takes time, and this page shows all
      location.replace(address);
    }
  } catch {
    // Without storage nothing was remembered.
  }
}
