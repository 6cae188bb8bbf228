import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import * as server from '../desk/server.js';
import { html, type Rendered } from '../html.js';
import { Icon, Spinner } from '../icon.js';
import { useWorkspace } from '../window/workspace.js';
import { draftKey, takesFocus, useDraft } from './drafts.js';
import { type Suggestion, suggest, usageOf } from './suggestion.js';
import { SuggestionList } from './suggestion-list.js';

interface ComposerProps {
  readonly channel: string;
  readonly thread?: string;
  readonly label: string;
}

/** Where people write. Nothing written is lost: it stays until the desk has taken it. */
export function Composer({ channel, thread, label }: ComposerProps): Rendered {
  const { snapshot } = useWorkspace();
  const id = useId();
  const key = draftKey(snapshot.person.id, channel, thread);
  const [text, write] = useDraft(key);
  const [cursor, setCursor] = useState(text.length);
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState(false);
  const [sending, setSending] = useState(false);
  const [error, setError] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);

  const suggestions = closed
    ? undefined
    : suggest(text.slice(0, cursor), snapshot, thread !== undefined);
  const usage = usageOf(text, snapshot);

  useLayoutEffect(() => {
    const node = area.current;
    if (!node) return;
    node.style.height = 'auto';
    node.style.height = `${Math.min(node.scrollHeight, 200)}px`;
    if (takesFocus(key)) {
      node.focus();
      node.setSelectionRange(text.length, text.length);
      setCursor(text.length);
    }
  });

  const change = (next: string, at: number) => {
    write(next);
    setCursor(at);
    setActive(0);
    setClosed(false);
    setError('');
  };
  const complete = (suggestion: Suggestion) => {
    if (!suggestions) return;
    const before = text.slice(0, suggestions.from) + suggestion.insert;
    const next = before + text.slice(cursor).replace(/^ /, '');
    change(next, before.length);
    // At once: whoever types on before the next frame would type in front of the cursor.
    if (area.current === null) return;
    area.current.value = next;
    area.current.setSelectionRange(before.length, before.length);
  };
  const send = async () => {
    if (text.trim() === '' || sending) return;
    setSending(true);
    setError('');
    setClosed(true);
    const answer = await server.say({
      person: snapshot.person.id,
      channel,
      text,
      ...(thread === undefined ? {} : { thread_ts: thread }),
    });
    setSending(false);
    if (answer.ok) write('');
    else setError(answer.error);
    area.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = suggestions?.items[active];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (suggestions && step !== undefined) {
      event.preventDefault();
      const count = suggestions.items.length;
      setActive((active + step + count) % count);
    } else if (suggestions && event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      setClosed(true);
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (chosen && chosen.insert.trim() !== text.trim()) complete(chosen);
      else void send();
    } else if (event.key === 'Tab' && chosen && !event.shiftKey) {
      event.preventDefault();
      complete(chosen);
    }
  };
  const track = (event: Event & { currentTarget: HTMLTextAreaElement }) =>
    setCursor(event.currentTarget.selectionStart);

  return html`<form
    class="composer"
    onSubmit=${(event: Event) => {
      event.preventDefault();
      void send();
    }}
  >
    ${suggestions && html`<${SuggestionList} id=${id} suggestions=${suggestions} active=${active} onChoose=${complete} />`}
    <div class=${sending ? 'composer-box sending' : 'composer-box'}>
      <textarea
        ref=${area}
        rows="1"
        aria-label=${label}
        placeholder=${label}
        aria-autocomplete="list"
        ...${suggestions ? { 'aria-controls': id, 'aria-activedescendant': `${id}-${active}` } : {}}
        ...${error === '' ? {} : { 'aria-describedby': `${id}-error` }}
        readonly=${sending}
        value=${text}
        onInput=${(event: Event & { currentTarget: HTMLTextAreaElement }) =>
          change(event.currentTarget.value, event.currentTarget.selectionStart)}
        onKeyDown=${onKeyDown}
        onKeyUp=${track}
        onClick=${track}
        onBlur=${() => setClosed(true)}
        onFocus=${() => setClosed(false)}
      ></textarea>
      <div class="composer-foot">
        <span class="composer-hint">${usage ?? hint(text, thread)}</span>
        <button type="submit" class="send" aria-label="Send" disabled=${text.trim() === ''}>
          ${sending ? html`<${Spinner} />` : html`<${Icon} name="send" />`}
        </button>
      </div>
    </div>
    <p class="composer-error" id=${`${id}-error`} role="alert">${error}</p>
  </form>`;
}

function hint(text: string, thread: string | undefined): string {
  if (text !== '') return 'Shift + Enter for a new line';
  return `${thread === undefined ? 'Type / for commands, @' : 'Type @'} to mention somebody`;
}
