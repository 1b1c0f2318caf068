(() => {
  let chosen = null;
  try {
    chosen = window.localStorage.getItem('cairn-color-scheme');
  } catch {
    // Storage may be forbidden; the system's scheme then holds.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
