// The page's behaviour that needs no server: light and dark, the pane's focus and keys, the latest answer in view.
(() => {
  'use strict';
  const KEY = 'dateline-theme';
  const root = document.documentElement;

  const stored = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (stored() ? stored() === 'dark' : prefersDark.matches);

  // Gradio sets "dark" on the body by the system's preference; the reader's own choice comes first.
  const applyTheme = () => {
    for (const element of [root, document.body]) {
      if (element && element.classList.contains('dark') !== isDark()) element.classList.toggle('dark', isDark());
    }
  };
  applyTheme();
  prefersDark.addEventListener('change', applyTheme);

  const pane = () => document.querySelector('#dl-pane .dl-sheet');
  const close = () => document.querySelector('#dl-pane [data-close]')?.click();
  let opener = null;

  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-theme-toggle]')) {
      const chosen = isDark() ? 'light' : 'dark';
      try { localStorage.setItem(KEY, chosen); } catch { /* a browser that keeps nothing */ }
      applyTheme();
    }
    const from = event.target.closest('[data-action="open_article"]');
    if (from) opener = from.matches('button') ? from : from.querySelector('button');
  }, true);

  // Questions and texts are typed in any script.
  document.addEventListener('focusin', (event) => {
    if (event.target.matches('textarea, input[type="text"]')) event.target.dir = 'auto';
  });

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && pane()) {
      event.preventDefault();
      close();
    }
  });

  document.addEventListener('dateline:opened', () => requestAnimationFrame(() => {
    const sheet = pane();
    if (!sheet) return;
    const quote = sheet.querySelector('#quote');
    const title = sheet.querySelector('.dl-title');
    title?.focus({ preventScroll: true });
    if (quote) sheet.scrollTop = quote.offsetTop - sheet.clientHeight / 3;
    else sheet.scrollTop = 0;
  }));

  document.addEventListener('dateline:closed', () => {
    if (opener?.isConnected) opener.focus({ preventScroll: true });
    opener = null;
  });

  document.addEventListener('dateline:said', () => requestAnimationFrame(() => {
    const latest = document.querySelector('#dl-conversation [data-latest]');
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    latest?.scrollIntoView({ block: 'start', behavior: still ? 'auto' : 'smooth' });
  }));

  document.addEventListener('DOMContentLoaded', () => {
    applyTheme();
    new MutationObserver(applyTheme).observe(document.body, { attributes: true, attributeFilter: ['class'] });
  });
})();
