// "Make a claim": asks for what is known of the order, writes the claim and its lines.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { listRows } from '../../api/answers';
import { newKey, sendJson } from '../../api/client';
import { showWritten, useSchema, useStatus } from '../../api/queries';
import { placeOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { today } from '../shared/days';
import { isUnanswered } from '../shared/wish';
import {
  claimFrom, jobEntity, lineEntity, linesFrom, numberOfJob, refTo,
} from './claim_from_order';

export interface ClaimWish {
  order: Row;
  job: Row | null;
  claimedJobs: readonly number[];
}

/** Lines hang on the order, or on its job. */
async function orderLines(all: readonly Entity[], { order, job }: ClaimWish): Promise<Row[]> {
  const orders = all.find((one) => one.collection === 'repair-orders');
  const lines = orders ? lineEntity(orders, all) : undefined;
  if (!orders || !lines) return [];
  const jobs = jobEntity(orders, all);
  const toJob = jobs ? refTo(lines, jobs.name) : undefined;
  const left = refTo(lines, orders.name);
  if (toJob && job) {
    return listRows(lines.collection, { filter: [`${toJob.name}:eq:${job.id}`] });
  }
  return left ? listRows(lines.collection, { filter: [`${left.name}:eq:${order.id}`] }) : [];
}

export function useMakeClaim() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const all = useSchema();
  const place = placeOf(useStatus());
  // After a lost answer the same wish is written once, with its lines.
  const wish = useRef(newKey());
  return useMutation({
    mutationFn: async (wanted: ClaimWish) => {
      const claims = all.find((one) => one.collection === 'claims');
      const claimLines = all.find((one) => one.collection === 'claim-lines');
      if (!claims) throw new Error('this daemon knows no claims');
      const [vehicles, brands, lines, people] = await Promise.all([
        listRows('vehicles', { filter: [`vin:eq:${String(wanted.order.data.vin)}`], limit: 1 }),
        listRows('brands', { limit: 2 }), orderLines(all, wanted),
        listRows('users', {}).catch(() => [])]);
      const onlyBrand = brands.length === 1 ? String(brands[0]?.data.brand) : null;
      const data = claimFrom(claims, place,
        { ...wanted, vehicle: vehicles[0] ?? null, onlyBrand, today: today() });
      const claim = await sendJson<Row>('POST', '/claims', { data }, { key: wish.current });
      const wishes = claimLines
        ? linesFrom(claimLines, claim, lines, numberOfJob(wanted.job, wanted.claimedJobs),
          wanted.job?.id ?? null, new Map(people.map((row) =>
            [row.id, String(row.data.login ?? row.data.name ?? '')] as const))) : [];
      for (const [at, line] of wishes.entries()) {
        await sendJson('POST', '/claim-lines', { data: line }, { key: `${wish.current}:${at}` });
      }
      return claim;
    },
    onSuccess: (claim) => {
      wish.current = newKey();
      showWritten(client, 'claims', claim);
      void client.invalidateQueries({ queryKey: ['list'] });
      void navigate({ to: '/warranty/$id', params: { id: claim.id } });
    },
    // A refusal is an end; a lost answer is not, and the same wish may come again.
    onError: (error) => {
      if (!isUnanswered(error)) wish.current = newKey();
    },
  });
}
