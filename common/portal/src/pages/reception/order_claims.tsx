import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { useEntity, useSchema, useStatus } from '../../api/queries';
import { mayCreate, placeOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { IconPlus } from '../../look/icons';
import { Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { isLive } from '../warranty/claim_work';
import { isFinished, isForImporter, jobEntity, numberOfJob, refTo } from '../warranty/claim_from_order';
import { useMakeClaim } from '../warranty/make_claim';
import { StateMark } from '../shared/state_mark';
import work from '../shared/shared.module.css';

function useJobs(order: Entity, row: Row): Row[] {
  const all = useSchema();
  const jobs = jobEntity(order, all);
  const left = jobs ? refTo(jobs, order.name) : undefined;
  const { data } = useQuery({
    ...rowsQuery(jobs?.collection ?? '', { filter: [`${left?.name}:eq:${row.id}`] }),
    enabled: jobs !== undefined,
  });
  return data ?? [];
}

/** The claims of an order, and the button that makes one without typing. */
export function OrderClaims({ entity, row }: { entity: Entity; row: Row }) {
  const { t } = useTranslation('workshop');
  const terms = useTerms();
  const claims = useEntity('claims');
  const place = placeOf(useStatus());
  const { data, error } = useQuery({ ...rowsQuery('claims',
    { filter: [`vin:eq:${String(row.data.vin)}`] }), enabled: claims !== undefined });
  const jobs = useJobs(entity, row);
  const make = useMakeClaim();
  if (!claims) return null;
  const mine = (data ?? []).filter((claim) => claim.data.repair_order === row.id);
  const claimed = mine.filter(isLive).map((claim) => Number(claim.data.job));
  const open = jobs.length > 0
    ? jobs.filter((job) => isForImporter(job) && !claimed.includes(numberOfJob(job)))
    : claimed.length === 0 ? [null] : [];
  const may = mayCreate(claims, place) && row.data.branch === place.branch && data !== undefined;
  const hint = !isFinished(row) ? 'claimLater' : open.length === 0 ? 'claimMade' : 'claimHint';
  return (
    <Panel title={terms.collection(claims)} flush>
      {mine.length > 0
        ? (
          <ul className={work.links}>
            {mine.map((claim) => (
              <li key={claim.id}>
                <Link to="/warranty/$id" params={{ id: claim.id }}>
                  {String(claim.data.number ?? claim.id.slice(0, 8))}
                </Link>
                <StateMark row={claim} />
                <span className={work.wide}>{String(claim.data.reason ?? '')}</span>
              </li>
            ))}
          </ul>
        ) : null}
      <div className={`${work.padded} ${work.stack}`}>
        {error ? <Refusal error={error} /> : null}
        {make.isError ? <Refusal error={make.error} /> : null}
        <p className={work.soft}>{t(hint)}</p>
        {may && isFinished(row)
          ? (
            <div className={work.steps}>
              {open.map((job) => (
                <Button key={job?.id ?? 'order'} size="sm" loading={make.isPending}
                  leftSection={<IconPlus size={16} aria-hidden />}
                  onClick={() => make.mutate({ order: row, job, claimedJobs: claimed })}>
                  {job ? t('makeClaimOf', { job: numberOfJob(job) }) : t('makeClaim')}
                </Button>
              ))}
            </div>
          ) : null}
      </div>
    </Panel>
  );
}
