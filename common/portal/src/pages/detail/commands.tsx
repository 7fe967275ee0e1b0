import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey, sendJson } from '../../api/client';
import { showWritten, useStatus } from '../../api/queries';
import { commandsOf, placeOf } from '../../api/registry';
import type { Entity, Row, Transition } from '../../api/types';
import { IconArrowRight } from '../../look/icons';
import { Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import styles from './detail.module.css';

/** One button for each transition that leaves the record's state and belongs to this side. */
export function Commands({ entity, row }: { entity: Entity; row: Row }) {
  const { t } = useTranslation('records');
  const terms = useTerms();
  const client = useQueryClient();
  const place = placeOf(useStatus());
  // Pressed twice before the answer is here, a command is still one wish.
  const wish = useRef(newKey());
  const run = useMutation({
    mutationFn: (step: Transition) =>
      sendJson<Row>('POST', `/${entity.collection}/${row.id}:${step.command}`, {},
        { version: row.version, key: wish.current }),
    onSuccess: (next) => showWritten(client, entity.collection, next),
    onSettled: () => {
      wish.current = newKey();
      void client.invalidateQueries({ queryKey: ['list', entity.collection] });
      void client.invalidateQueries({ queryKey: ['why', entity.name, row.id] });
    },
  });
  const steps = commandsOf(entity, row, place);
  if (steps.length === 0 && !run.isError) return null;
  return (
    <div className={styles.commands}>
      {run.isError ? <Refusal error={run.error} /> : null}
      <div className={styles.steps} role="group" aria-label={t('commands')}>
        <span className={styles.stepsLabel}>{t('commands')}</span>
        {steps.map((step) => (
          <Button key={step.id} variant="light" loading={run.isPending}
            rightSection={<IconArrowRight size={14} aria-hidden />}
            title={terms.word(step.to)} onClick={() => run.mutate(step)}>
            {terms.verb(step.command)}
          </Button>
        ))}
      </div>
    </div>
  );
}
