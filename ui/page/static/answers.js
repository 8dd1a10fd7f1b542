// Answers: copied and downloaded out of the page, and announced to screen readers when they are whole.
(() => {
  'use strict';

  const turnOf = (element) => element.closest('[data-record]');

  const copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    // Over plain http from another machine a browser offers no clipboard.
    const area = Object.assign(document.createElement('textarea'), { value: text });
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (!done) throw new Error('not copied');
  };

  const say = (button, words) => {
    const label = button.dataset.label ?? button.textContent;
    button.dataset.label = label;
    button.textContent = words;
    announce(words);
    setTimeout(() => { if (button.isConnected) button.textContent = label; }, 1600);
  };

  const fileName = (question, ending) => {
    const words = question.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 60);
    return `${words || 'answer'}.${ending}`;
  };

  const download = (text, name, type) => {
    const url = URL.createObjectURL(new Blob([text], { type }));
    const link = Object.assign(document.createElement('a'), { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy], [data-download]');
    const turn = button && turnOf(button);
    if (!turn) return;
    if (button.hasAttribute('data-copy')) {
      copy(turn.dataset.markdown).then(() => say(button, 'Copied'), () => say(button, 'Not copied'));
      return;
    }
    const { question, answer } = JSON.parse(turn.dataset.record);
    if (button.dataset.download === 'md') download(turn.dataset.markdown, fileName(question, 'md'), 'text/markdown');
    else download(JSON.stringify({ asked: question, ...answer }, null, 2), fileName(question, 'json'), 'application/json');
  });

  // One region for the whole page: an answer is read once, at its end, not word by word.
  let region = null;
  const announce = (words) => {
    if (!region) {
      region = Object.assign(document.createElement('div'), { id: 'dl-announced', className: 'dl-unseen' });
      region.setAttribute('role', 'status');
      region.setAttribute('aria-live', 'polite');
      document.body.append(region);
    }
    region.textContent = words;
  };

  let last = '';
  document.addEventListener('dateline:said', (event) => requestAnimationFrame(() => {
    const done = event.target.querySelector?.('[data-latest="done"]');
    if (!done) { last = ''; return; }
    const said = done.dataset.said ?? '';
    if (said && said !== last) announce(said);
    last = said;
  }));
  document.addEventListener('DOMContentLoaded', () => announce(''));
})();
