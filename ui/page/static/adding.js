// The Add tab: files and folders that are dropped or chosen are sent one by one; each says what became of it. Names and
// reasons are only ever set as text. Files stay here, so that what failed can be tried again.
(() => {
  'use strict';
  const AT_ONCE = 2;
  const TELL_EVERY = 4000; // the rest of the page hears of new articles so often while files are sent, in milliseconds

  // All files below what was dropped, each with its path; a dropped folder's files come with the folder's name.
  const below = async (entry, path = '') => {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      return [{ file, path: path + entry.name, inFolder: path !== '' }];
    }
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) break;
      for (const one of some) found.push(...await below(one, `${path}${entry.name}/`));
    }
    return found;
  };

  window.datelineAdding = (element, tell) => {
    const part = (name) => element.querySelector(`[data-${name}]`);
    const root = element.querySelector('.dl-adding');
    const limits = JSON.parse(root.dataset.limits); // the most megabytes of a file, by its ending
    const endings = Object.keys(limits);
    const endingOf = (path) => endings.filter((ending) => path.toLowerCase().endsWith(ending)).sort((a, b) => b.length - a.length)[0];
    const largest = (path) => limits[endingOf(path)] ?? Math.max(...Object.values(limits));
    const say = (text) => { part('summary').textContent = text; };
    let items = [];
    let working = 0;
    let stopped = false;
    let told = 0;

    const plural = (number, noun) => `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
    const count = (...states) => items.filter((item) => states.includes(item.state)).length;

    const summarise = () => {
      const waiting = count('waiting', 'sending');
      const done = items.length - waiting - count('stopped');
      const parts = [];
      if (waiting) parts.push(`${done.toLocaleString('en')} of ${plural(items.length, 'file')} read`);
      for (const [state, words] of [['added', 'added'], ['updated', 'updated'], ['unchanged', 'already there'],
        ['skipped', 'skipped'], ['failed', 'not added'], ['stopped', 'not sent, because you stopped']]) {
        const number = count(state);
        if (number) parts.push(`${number.toLocaleString('en')} ${words}`);
      }
      say(parts.join(', ') + (waiting ? ' …' : '.'));
      const bar = part('progress');
      bar.max = Math.max(1, items.length);
      bar.value = done;
      bar.hidden = !waiting;
      part('stop').hidden = !waiting;
      const again = count('failed', 'stopped');
      part('retry').hidden = Boolean(waiting) || !again;
      part('retry').textContent = again === 1 ? 'Try it again' : `Try these ${again.toLocaleString('en')} again`;
      part('clear').hidden = Boolean(waiting);
      part('failures').hidden = !count('failed', 'stopped');
      part('files-label').hidden = !part('files').children.length;
      part('run').hidden = !items.length;
    };

    const show = (item, says, notes = []) => {
      item.row.dataset.state = item.state;
      item.row.querySelector('span').textContent = says;
      item.row.querySelector('ul')?.remove();
      if (notes.length) {
        const list = document.createElement('ul');
        list.className = 'dl-notes';
        for (const note of notes) {
          const line = document.createElement('li');
          line.dir = 'auto';
          line.textContent = note;
          list.append(line);
        }
        item.row.append(list);
      }
      const home = item.state === 'failed' || item.state === 'stopped' ? part('failed') : part('files');
      if (item.row.parentNode !== home) home.append(item.row);
    };

    const settle = (item, state, says, notes) => {
      item.state = state;
      show(item, says, notes);
      summarise();
    };

    const suffix = (name) => (name.includes('.') ? name.slice(name.lastIndexOf('.')).toLowerCase() : '');

    const send = async (item) => {
      item.state = 'sending';
      show(item, 'being read …');
      if (item.file.size > largest(item.path) * 1e6) {
        settle(item, 'failed', `not added: larger than ${largest(item.path)} MB`);
        return;
      }
      let result;
      try {
        const answer = await fetch('./dateline/add', {
          method: 'POST',
          headers: { 'X-Dateline-Name': encodeURIComponent(item.path.toWellFormed?.() ?? item.path), 'Content-Type': 'application/octet-stream' },
          body: item.file,
        });
        result = await answer.json();
      } catch { /* the same as no result */ }
      if (result?.outcome) settle(item, result.outcome, result.says, result.notes);
      else settle(item, 'failed', 'not added: it did not reach Dateline, or could not be read; try it again');
    };

    const work = async () => {
      working += 1;
      for (let item; !stopped && (item = items.find((one) => one.state === 'waiting'));) {
        await send(item);
        if (Date.now() - told > TELL_EVERY) {
          told = Date.now();
          tell();
        }
      }
      working -= 1;
      if (working) return;
      for (const item of items) if (item.state === 'waiting') settle(item, 'stopped', 'not sent');
      summarise();
      told = Date.now();
      tell();
      window.datelineSay?.(part('summary').textContent);
    };

    const start = () => {
      stopped = false;
      summarise();
      for (let number = working; number < AT_ONCE; number += 1) work();
    };

    const take = (files) => {
      for (const { file, path, inFolder } of files) {
        const row = document.createElement('li');
        const name = document.createElement('bdi');
        name.textContent = path;
        row.append(name, document.createElement('span'));
        const item = { file, path, row, state: 'waiting' };
        items.push(item);
        // In a folder there are other files too; a file that was chosen by itself was meant.
        const hidden = path.split('/').some((step) => step.startsWith('.'));
        if (inFolder && (hidden || !endingOf(path))) {
          item.state = 'skipped';
          show(item, hidden ? 'skipped: hidden' : `skipped: not a known type of article (${suffix(path) || 'no suffix'})`);
        } else show(item, 'waiting');
      }
      if (items.length) start();
    };

    const drop = part('drop');
    const over = (event, on) => {
      event.preventDefault();
      drop.classList.toggle('dl-over', on);
    };
    drop.addEventListener('dragover', (event) => over(event, true));
    drop.addEventListener('dragleave', (event) => over(event, drop.contains(event.relatedTarget)));
    drop.addEventListener('drop', async (event) => {
      over(event, false);
      // Entries must be taken before the first pause: the browser empties the list then.
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
      const loose = entries.length ? [] : [...event.dataTransfer.files].map((file) => ({ file, path: file.name }));
      const found = loose;
      for (const entry of entries) {
        try {
          found.push(...await below(entry));
        } catch {
          say(`“${entry.name}” could not be opened: choose it with the button instead.`);
          part('run').hidden = false;
        }
      }
      take(found);
    });

    element.addEventListener('change', (event) => {
      const input = event.target;
      if (!input.matches('[data-input]')) return;
      take([...input.files].map((file) => ({
        file, path: file.webkitRelativePath || file.name, inFolder: Boolean(file.webkitRelativePath),
      })));
      input.value = '';
    });

    element.addEventListener('click', (event) => {
      const button = event.target.closest('button');
      if (!button) return;
      if (button.dataset.choose) element.querySelector(`[data-input="${button.dataset.choose}"]`).click();
      else if ('stop' in button.dataset) stopped = true;
      else if ('retry' in button.dataset) {
        for (const item of items) {
          if (item.state === 'failed' || item.state === 'stopped') {
            item.state = 'waiting';
            show(item, 'waiting');
          }
        }
        start();
      } else if ('clear' in button.dataset) {
        items = [];
        part('files').replaceChildren();
        part('failed').replaceChildren();
        summarise();
        element.querySelector('[data-choose]').focus();
      }
    });

    window.addEventListener('beforeunload', (event) => {
      if (working) event.preventDefault();
    });
  };
})();
