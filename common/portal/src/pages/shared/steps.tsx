import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey, sendJson } from '../../api/client';
import { showWritten, useStatus } from '../../api/queries';
import { commandsOf, fieldOf, isEmpty, placeOf } from '../../api/registry';
import type { Entity, Row, Transition, Value } from '../../api/types';
import { IconArrowRight } from '../../look/icons';
import { Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { today } from './days';
import styles from './shared.module.css';

export type StepData = Record<string, Value>;

export interface Step {
  row: Row;
  command: string;
  data: StepData;
}

/** Verbs that lead aside stand behind the one that leads on. */
const asideVerbs = new Set(['wait', 'withdraw', 'cancel', 'decline', 'lapse', 'revise', 'rework',
  'credit', 'miss']);

/** Verbs that write their own day, where the record has a field for it. */
const dayOf: Record<string, string> = {
  submit: 'submitted_on', appeal: 'appealed_on', finish: 'closed_on', wait: 'submitted_on',
  receive: 'received_on', offer: 'offered_on', accept: 'answered_on', decline: 'answered_on',
  authorise: 'authorised_on', invoice: 'invoiced_on',
};
const dayIsNew = new Set(['submit', 'offer']);

/** What goes with a verb: its day. One that somebody has filled in stays, but of sending. */
export function dayWith(entity: Entity, row: Row, command: string): StepData {
  const name = dayOf[command];
  if (name === undefined || !fieldOf(entity, name)) return {};
  const isFilled = !isEmpty(row.data[name]) && !dayIsNew.has(command);
  return isFilled ? {} : { [name]: today() };
}

/** Takes a record one step further; what comes back is shown at once. */
export function useStep(entity: Entity) {
  const client = useQueryClient();
  // Pressed twice before the answer is here, a command is still one wish.
  const wish = useRef(newKey());
  return useMutation({
    mutationFn: ({ row, command, data }: Step) =>
      sendJson<Row>('POST', `/${entity.collection}/${row.id}:${command}`,
        Object.keys(data).length > 0 ? { data } : {}, { version: row.version, key: wish.current }),
    onSuccess: (next) => showWritten(client, entity.collection, next),
    onSettled: () => {
      wish.current = newKey();
      void client.invalidateQueries({ queryKey: ['list', entity.collection] });
      void client.invalidateQueries({ queryKey: ['answer'] });
      void client.invalidateQueries({ queryKey: ['why', entity.name] });
    },
  });
}

interface Properties {
  entity: Entity;
  row: Row;
  /** What has to happen first, for example saving; null when it did not work. */
  prepare?: () => Promise<Row | null>;
  /** Which of the verbs are offered here; all, unless said otherwise. */
  only?: (step: Transition) => boolean;
}

/** The verbs that leave the record's state and belong to this side; the first one stands out. */
export function Steps({ entity, row, prepare, only = () => true }: Properties) {
  const { t } = useTranslation('records');
  const terms = useTerms();
  const place = placeOf(useStatus());
  const run = useStep(entity);
  const steps = commandsOf(entity, row, place).filter(only)
    .toSorted((a, b) => Number(asideVerbs.has(a.command)) - Number(asideVerbs.has(b.command)));
  if (steps.length === 0 && !run.isError) return null;
  const take = async (step: Transition) => {
    const ready = prepare ? await prepare() : row;
    if (ready === null || run.isPending) return;
    run.mutate({ row: ready, command: step.command, data: dayWith(entity, ready, step.command) });
  };
  return (
    <div className={styles.stack}>
      {run.isError ? <Refusal error={run.error} /> : null}
      <div className={styles.steps} role="group" aria-label={t('commands')}>
        <span className={styles.soft}>{t('commands')}</span>
        {steps.map((step, at) => (
          <Button key={step.id} size="sm"
            variant={at === 0 && !asideVerbs.has(step.command) ? 'filled' : 'default'}
            loading={run.isPending} title={terms.word(step.to)}
            rightSection={<IconArrowRight size={15} aria-hidden />}
            onClick={() => void take(step)}>
            {terms.verb(step.command)}
          </Button>
        ))}
      </div>
    </div>
  );
}
