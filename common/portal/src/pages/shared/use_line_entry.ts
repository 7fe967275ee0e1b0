// The line that is being typed, from its keys to the daemon's answer.
import { useMutation } from '@tanstack/react-query';
import type { KeyboardEvent } from 'react';
import { Problem } from '../../api/client';
import { errorsByField } from '../form/form_values';
import type { LineDraft, LineForm } from './line_draft';
import { untilAnswered, useWish } from './wish';

interface Writing<Draft, Sent> {
  /** How the next line begins. */
  after: (done: Draft) => Draft;
  /** What a whole line is sent as; asked once for each wish, however often that is sent. */
  prepare: (draft: Draft) => Sent | Promise<Sent>;
  write: (sent: Sent, key: string) => Promise<unknown>;
  /** Asks again for what a line changes. */
  refresh: () => void;
}

/** Enter adds the line from any of its fields, Esc empties it. */
export function useLineEntry<Draft extends LineDraft, Sent>(
  line: LineForm<Draft>, { after, prepare, write, refresh }: Writing<Draft, Sent>,
) {
  const wish = useWish<Sent>();
  const begin = (done: Draft) => {
    line.begin(after(done));
    line.item.current?.focus();
  };
  const add = useMutation({
    ...untilAnswered,
    mutationFn: async (typed: Draft) =>
      write(await wish.sent(async () => prepare(await line.whole(typed))), wish.key),
    onSuccess: (_, done) => begin(done),
    onSettled: () => {
      wish.end();
      refresh();
    },
  });
  const submit = () => {
    if (!add.isPending) add.mutate(line.draft);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>) => {
    const target = event.target as HTMLElement;
    // An Enter that has chosen from the list of suggestions adds nothing yet.
    const isPlain = !event.ctrlKey && !event.metaKey && !event.isDefaultPrevented();
    const isListOpen = target.getAttribute('aria-expanded') === 'true';
    if (event.key === 'Enter' && isPlain && target.tagName !== 'BUTTON') {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape' && !isListOpen && line.draft.item !== '') {
      event.preventDefault();
      begin(line.draft);
    }
  };
  const failure = add.isPending ? add.failureReason : add.error;
  const errors = failure instanceof Problem ? errorsByField(failure) : {};
  return { submit, onKeyDown, isBusy: add.isPending, errors,
    /** A refusal that belongs to no field. */
    refusal: Object.keys(errors).length === 0 ? failure : null };
}
