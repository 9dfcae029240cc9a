// Before anything is painted: the theme that was chosen here, or none, which is the system's.
(() => {
  const KEY = 'clerk-fetch-demo-theme';
  const root = document.documentElement;
  const read = () => localStorage.getItem(KEY) ?? 'system';
  window.demoTheme = {
    read,
    choose(theme) {
      localStorage.setItem(KEY, theme);
      root.dataset.theme = theme;
    },
  };
  root.dataset.theme = read();
})();
