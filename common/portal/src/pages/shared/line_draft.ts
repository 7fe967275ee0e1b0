// A line that is being typed, and what catalogue and price list suggest for it. Pure but for the
// hook at the end.
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

export interface LineDraft {
  kind: string;
  item: string;
  quantity: string;
  unit_price: string;
}

/** What is known of an item. */
export interface Suggestion {
  quantity?: string;
  unit_price?: string;
}

const suggestible = ['quantity', 'unit_price'] as const;
const unsuggested = { quantity: '1', unit_price: '' };

/** Takes what is known where nobody has typed; what was suggested for another item goes. */
export function completed<Draft extends LineDraft>(
  draft: Draft, known: Suggestion, typed: ReadonlySet<string>,
): Draft {
  const open = suggestible.filter((name) => !typed.has(name));
  return { ...draft,
    ...Object.fromEntries(open.map((name) => [name, known[name] ?? unsuggested[name]])) };
}

/** What somebody has typed in a field. What was suggested for an item goes with the item: nobody
    writes the price of one beside the name of another. */
export function changed<Draft extends LineDraft>(
  draft: Draft, name: keyof Draft & string, value: string, typed: ReadonlySet<string>,
): Draft {
  const next = { ...draft, [name]: value };
  return name === 'item' || name === 'kind' ? completed(next, {}, typed) : next;
}

export interface LineForm<Draft extends LineDraft> {
  draft: Draft;
  /** Takes what a person types in a field. */
  set: (name: keyof Draft & string) => (value: string) => void;
  /** Another line: typed by nobody yet, unless somebody has repeated one. */
  begin: (next: Draft, isTyped?: boolean) => void;
  /** Asks what is known of the item and fills it in; who has typed on meanwhile keeps that. */
  suggest: () => Promise<void>;
  /** The line as it is written: asks once more where nobody has said a price. */
  whole: (draft: Draft) => Promise<Draft>;
  /** The element that the fields stand in. */
  row: RefObject<HTMLTableRowElement | null>;
  /** The field of the item, where a line begins. */
  item: RefObject<HTMLInputElement | null>;
}

export function useLineDraft<Draft extends LineDraft>(
  first: Draft, ask: (draft: Draft) => Promise<Suggestion>,
): LineForm<Draft> {
  const [draft, setDraft] = useState(first);
  const typed = useRef(new Set<string>());
  const isSuggested = useRef(false);
  const row = useRef<HTMLTableRowElement>(null);
  const item = useRef<HTMLInputElement>(null);
  // Whoever stands in a field as its suggestion arrives types over it, not behind it.
  useLayoutEffect(() => {
    if (!isSuggested.current) return;
    isSuggested.current = false;
    const field = document.activeElement;
    if (!(field instanceof HTMLInputElement) || !row.current?.contains(field)) return;
    if (suggestible.some((name) => name === field.name && !typed.current.has(name))) field.select();
  }, [draft]);
  return {
    draft, row, item,
    set: (name) => (value) => {
      typed.current.add(name);
      setDraft((old) => changed(old, name, value, typed.current));
    },
    begin: (next, isTyped = false) => {
      typed.current = new Set(isTyped ? suggestible : []);
      setDraft(next);
    },
    suggest: async () => {
      const known = await ask(draft);
      setDraft((now) => {
        if (now.item !== draft.item || now.kind !== draft.kind) return now;
        isSuggested.current = true;
        return completed(now, known, typed.current);
      });
    },
    whole: async (sent) => (sent.unit_price === ''
      ? completed(sent, await ask(sent), typed.current) : sent),
  };
}
