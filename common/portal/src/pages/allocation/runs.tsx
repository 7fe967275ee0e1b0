import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import type { Row } from '../../api/types';
import { Panel } from '../../look/page';
import { dateOf } from '../../words/values';
import { Grant } from '../pipeline/explanations';
import work from '../shared/shared.module.css';

function Grants({ run }: { run: string }) {
  const { data } = useQuery(rowsQuery('allocation-grants', { filter: [`run:eq:${run}`] }));
  const grants = (data ?? []).toSorted((a, b) =>
    (String(a.data.dealer) < String(b.data.dealer) ? -1 : 1));
  return (
    <div className={work.column}>
      {grants.map((grant) => (
        <section key={grant.id} aria-label={String(grant.data.dealer)}>
          <h3 className={work.sub}>{String(grant.data.dealer)}</h3>
          <Grant grant={grant} />
        </section>
      ))}
    </div>
  );
}

function Run({ run, isFirst }: { run: Row; isFirst: boolean }) {
  const { t, i18n } = useTranslation('trade');
  const [isOpen, setOpen] = useState(isFirst);
  const { data } = run;
  return (
    <details className={work.fold} open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('runSummary', { run: String(data.run), brand: String(data.brand),
          day: dateOf(String(data.run_on), i18n.language), matched: Number(data.matched),
          demand: Number(data.demand), supply: Number(data.supply) })}
      </summary>
      {isOpen ? <Grants run={String(data.run)} /> : null}
    </details>
  );
}

/** What was published, with the line that each dealer reads of it; the newest first. */
export function Runs({ latest }: { latest: string }) {
  const { t } = useTranslation('trade');
  const { data } = useQuery(rowsQuery('allocation-runs'));
  if (!data || data.length === 0) return null;
  const place = (row: Row) => `${String(row.data.run_on)} ${String(row.data.run)}`;
  return (
    <Panel title={t('runs')}>
      <div className={work.stack}>
        {data.toSorted((a, b) => (place(a) < place(b) ? 1 : -1)).map((run) => (
          <Run key={`${run.id}${String(run.data.run) === latest}`} run={run}
            isFirst={String(run.data.run) === latest} />
        ))}
      </div>
    </Panel>
  );
}
