// The Archive tab's list, chart and chips: clicks become events of the page, and the selection is kept here, so that it
// survives searching, sorting and turning pages. Gradio writes the HTML anew each time; the focus is put back then.
(() => {
  'use strict';
  let live = null;
  // A change is only read out where the element that changes was there before.
  const say = (text) => {
    if (!live) {
      live = document.createElement('div');
      live.setAttribute('role', 'status');
      live.className = 'dl-live';
      document.body.append(live);
    }
    if (live.textContent !== text) live.textContent = text;
  };

  window.datelineSay = say;

  window.datelineList = (element, trigger, watch, actions) => {
    const chosen = new Set();
    let everything = false;
    let seen = { query: null, removals: null };
    let focused = null;
    let late = null;
    let repeated = null;

    // That the list has just changed is not talked over by its next change.
    let warnedAt = 0;
    const warned = () => Date.now() - warnedAt < 5000;

    const table = () => element.querySelector('table');
    const boxes = () => [...element.querySelectorAll('[data-select]')];
    const total = () => Number(table()?.dataset.total ?? 0);

    // Ticks, the bar over the table and its words, from what is chosen.
    const show = () => {
      const all = boxes();
      for (const box of all) {
        box.checked = everything || chosen.has(box.value);
        box.closest('tr').classList.toggle('dl-chosen', box.checked);
      }
      const page = element.querySelector('[data-select-page]');
      const ticked = all.filter((box) => box.checked).length;
      if (page) {
        page.checked = ticked > 0 && ticked === all.length;
        page.indeterminate = ticked > 0 && ticked < all.length;
      }
      const bar = element.querySelector('[data-selection]');
      if (!bar) return;
      const number = everything ? total() : chosen.size;
      bar.hidden = number === 0;
      bar.querySelector('[data-count]').textContent = `${number.toLocaleString('en')} selected`;
      const more = bar.querySelector('[data-select-all]');
      if (more) more.hidden = everything;
      if (number || !warned()) say(number ? `${number} selected` : '');
    };

    // The list can change while somebody takes aim, as others add articles or a refresh comes. A click that then lands
    // on another row than the one that the pointer was moved to was not meant. (Keys have no pointer, fingers no aim.)
    let aimed = null;
    const rowAt = (event) => event.target.closest?.('[data-row]')?.dataset.row ?? null;
    element.addEventListener('pointermove', (event) => {
      aimed = event.pointerType === 'mouse' ? { row: rowAt(event) } : null;
    });
    element.addEventListener('pointerleave', () => { aimed = null; });
    element.addEventListener('click', (event) => {
      if (event.detail === 0 || !aimed || !rowAt(event) || aimed.row === rowAt(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      aimed = { row: rowAt(event) }; // whoever clicks once more means it
      say('The list has just changed, and nothing was clicked: look at it again.');
      warnedAt = Date.now();
    }, true);

    // A list that comes between press and release takes the pressed button away, and the browser says nothing of a click.
    let pressed = null;
    element.addEventListener('pointerdown', (event) => { pressed = event.target.closest('[data-key]'); });
    element.addEventListener('pointerup', (event) => {
      const now = event.target.closest('[data-key]');
      if (pressed && !pressed.isConnected && now && now.dataset.key === pressed.dataset.key && !now.disabled) now.click();
      pressed = null;
    });

    element.addEventListener('click', (event) => {
      const from = event.target.closest('[data-action]');
      if (from && actions.includes(from.dataset.action)) {
        focused = from.dataset.key ?? null;
        const data = { ...from.dataset };
        if (['ask_remove', 'ask_correct'].includes(from.dataset.action)) {
          Object.assign(data, { everything, ids: everything ? [] : [...chosen] });
        }
        trigger(from.dataset.action, data);
      } else if (event.target.closest('[data-select-all]')) {
        everything = true;
        show();
      } else if (event.target.closest('[data-select-none]')) {
        everything = false;
        chosen.clear();
        show();
        element.querySelector('[data-select-page]')?.focus();
      }
    });

    element.addEventListener('change', (event) => {
      const box = event.target;
      if (!box.matches('[data-select], [data-select-page]')) return;
      if (everything) { // one of all is taken out: what is left is the page
        everything = false;
        chosen.clear();
        for (const other of boxes()) chosen.add(other.value);
      }
      for (const one of box.matches('[data-select]') ? [box] : boxes()) {
        if (box.checked) chosen.add(one.value);
        else chosen.delete(one.value);
      }
      show();
    });

    // A list that was asked for before the last key was pressed can come after the one for that key.
    const askAgainIfLate = () => {
      const words = element.querySelector('[data-words]')?.dataset.words;
      const typed = document.querySelector('#dl-find :is(input, textarea)')?.value;
      clearTimeout(late);
      const isLate = words !== undefined && typed !== undefined && words !== typed;
      const at = document.activeElement;
      if (isLate && element.contains(at)) focused = at.closest('[data-key]')?.dataset.key ?? focused; // inert takes it
      // Nothing can be ticked in a list that is about to go: it would not be what stands there then.
      element.inert = isLate && repeated !== typed;
      if (!isLate) {
        repeated = null;
      } else if (repeated !== typed) { // once for the same words
        late = setTimeout(() => {
          repeated = typed;
          trigger('list_again', {});
          late = setTimeout(() => { element.inert = false; }, 5000); // no answer came
        }, 250);
      }
    };

    watch('value', () => {
      if (actions.includes('list_again')) askAgainIfLate();
      const now = table();
      if (now) {
        if (seen.removals !== null && seen.removals !== now.dataset.removals) {
          chosen.clear();
          everything = false;
        }
        if (seen.query !== null && seen.query !== now.dataset.query) everything = false;
        seen = { query: now.dataset.query, removals: now.dataset.removals };
        show();
      }
      if (focused && document.activeElement === document.body) {
        element.querySelector(`[data-key="${CSS.escape(focused)}"]:not([disabled])`)?.focus({ preventScroll: true });
      }
      const bars = element.querySelector('.dl-bars-frame');
      if (bars) bars.scrollLeft = bars.scrollWidth; // the latest, where not all fit
      const place = element.querySelector('[data-place]') ?? element.querySelector('.dl-nothing p');
      if (place && !boxes().some((box) => box.checked) && !warned()) say(place.textContent);
    });
  };
})();
