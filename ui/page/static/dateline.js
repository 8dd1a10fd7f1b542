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
  let opening = false;

  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-theme-toggle]')) {
      const chosen = isDark() ? 'light' : 'dark';
      try { localStorage.setItem(KEY, chosen); } catch { /* a browser that keeps nothing */ }
      applyTheme();
    }
    const from = event.target.closest('[data-action="open_article"]');
    if (from) {
      opening = true;
      if (!from.closest('#dl-pane')) opener = from.matches('button') ? from : from.querySelector('button');
    }
  }, true);

  // Questions and texts are typed in any script.
  document.addEventListener('focusin', (event) => {
    if (event.target.matches('textarea, input[type="text"]')) event.target.dir = 'auto';
  });

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const hovering = document.querySelector('.dl-cite:hover, .dl-cite:focus-within');
    if (hovering && !root.hasAttribute('data-no-hover')) root.setAttribute('data-no-hover', '');
    if (pane() && !document.querySelector('dialog[open]')) {
      event.preventDefault();
      close();
    }
  });

  // A card that was sent away by Esc comes again with the next marker.
  for (const name of ['pointerover', 'focusin']) {
    document.addEventListener(name, (event) => {
      const cite = event.target.closest?.('.dl-cite');
      if (!cite) return;
      root.removeAttribute('data-no-hover');
      place(cite);
    });
  }

  // The card stays within what is seen of its column.
  const place = (cite) => {
    const card = cite.querySelector('.dl-hover');
    if (!card) return;
    const frame = (cite.closest('.dl-sheet') ?? root).getBoundingClientRect();
    const from = cite.getBoundingClientRect();
    const width = Math.min(360, frame.width - 24);
    const right = Math.min(frame.right, root.clientWidth) - 12 - width;
    cite.style.setProperty('--dl-shift', `${Math.max(frame.left + 12, Math.min(from.left - 12, right)) - from.left}px`);
    cite.style.setProperty('--dl-width', `${width}px`);
    cite.toggleAttribute('data-below', from.top < 240);
  };

  document.addEventListener('dateline:opened', () => requestAnimationFrame(() => {
    const sheet = pane();
    if (!sheet || !opening) return;
    opening = false;
    const quote = sheet.querySelector('#quote');
    sheet.querySelector('.dl-title')?.focus({ preventScroll: true });
    // A quote that is seen without scrolling stays below its headline.
    const below = quote && quote.offsetTop + quote.offsetHeight > sheet.clientHeight * 0.8;
    sheet.scrollTop = below ? quote.offsetTop - sheet.clientHeight / 3 : 0;
  }));

  document.addEventListener('dateline:closed', () => {
    if (opener?.isConnected) opener.focus({ preventScroll: true });
    opener = null;
    root.setAttribute('data-no-hover', '');
  });

  // The latest question is brought into view when it is asked, and left where the reader put it while it is answered.
  let shown = null;
  document.addEventListener('dateline:said', (event) => requestAnimationFrame(() => {
    const latest = event.target.querySelector?.('[data-latest]');
    const heading = latest?.querySelector('.dl-question');
    const now = latest ? `${heading?.id} ${heading?.textContent}` : null;
    if (now !== shown && latest) {
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      latest.scrollIntoView({ block: 'start', behavior: still ? 'auto' : 'smooth' });
    }
    shown = now;
  }));

  document.addEventListener('DOMContentLoaded', () => {
    applyTheme();
    new MutationObserver(applyTheme).observe(document.body, { attributes: true, attributeFilter: ['class'] });
  });
})();
