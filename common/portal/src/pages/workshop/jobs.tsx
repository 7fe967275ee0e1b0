import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { newKey, sendJson } from '../../api/client';
import { useEntity } from '../../api/queries';
import { fieldOf, isEmpty } from '../../api/registry';
import type { Entity, Row, Value } from '../../api/types';
import { IconPlus } from '../../look/icons';
import { Refusal } from '../../look/page';
import { JobCard } from './job_card';
import { nextNumber } from './line_wishes';
import work from '../shared/shared.module.css';

export function useJobs(order: Row): Row[] {
  const entity = useEntity('order-jobs');
  const { data } = useQuery({
    ...rowsQuery('order-jobs', { filter: [`repair_order:eq:${order.id}`] }),
    enabled: entity !== undefined });
  return (data ?? []).toSorted((a, b) => Number(a.data.job) - Number(b.data.job));
}

/** The first job takes over what the order says of the work; later ones begin empty. */
export function jobFrom(entity: Entity, order: Row, jobs: readonly Row[]): Record<string, Value> {
  const out: Record<string, Value> = { branch: order.data.branch ?? null, repair_order: order.id,
    job: nextNumber(jobs, 'job') };
  if (jobs.length > 0) return out;
  for (const name of ['complaint', 'complaint_code', 'cause', 'cause_code', 'correction',
    'operation']) {
    const value = order.data[name];
    if (fieldOf(entity, name) && value !== undefined && !isEmpty(value)) out[name] = value;
  }
  if (order.data.payer) out.pay_type = order.data.payer;
  return out;
}

function useAddJob(entity: Entity | undefined, order: Row, jobs: readonly Row[],
  added: (row: Row) => void) {
  const client = useQueryClient();
  const wish = useRef(newKey());
  return useMutation({
    mutationFn: async () => {
      if (!entity) throw new Error('this daemon knows no jobs');
      return sendJson<Row>('POST', '/order-jobs', { data: jobFrom(entity, order, jobs) },
        { key: wish.current });
    },
    onSuccess: added,
    onSettled: () => {
      wish.current = newKey();
      void client.invalidateQueries({ queryKey: ['list', 'order-jobs'] });
      void client.invalidateQueries({ queryKey: ['answer'] });
    },
  });
}

/** The jobs of an order as cards, one of them open. */
export function Jobs({ order, brand, mayWork }: { order: Row; brand: string; mayWork: boolean }) {
  const { t } = useTranslation('workshop');
  const entity = useEntity('order-jobs');
  const jobs = useJobs(order);
  const [chosen, setChosen] = useState<string | null>(null);
  const add = useAddJob(entity, order, jobs, (row) => setChosen(row.id));
  if (!entity) return null;
  const open = chosen ?? jobs.find((row) => row.data.status !== 'done')?.id ?? jobs[0]?.id;
  return (
    <>
      {jobs.map((row) => (
        <JobCard key={row.id} entity={entity} row={row} order={order} brand={brand}
          isChosen={row.id === open} mayWork={mayWork} choose={() => setChosen(row.id)} />
      ))}
      {add.error ? <Refusal error={add.error} /> : null}
      {mayWork
        ? <div className={work.steps}>
            <Button size="sm" variant="default" loading={add.isPending}
              leftSection={<IconPlus size={16} aria-hidden />} onClick={() => add.mutate()}>
              {t('addJob')}
            </Button>
            {jobs.length === 0 ? <span className={work.soft}>{t('addJobHint')}</span> : null}
          </div> : null}
    </>
  );
}
