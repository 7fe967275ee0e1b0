import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { sendJson } from '../../api/client';
import type { Row } from '../../api/types';
import { Panel, Refusal } from '../../look/page';
import work from '../shared/shared.module.css';

function FlaggedClaim({ claim }: { claim: Row }) {
  const { t } = useTranslation('warranty');
  const client = useQueryClient();
  const number = String(claim.data.number ?? claim.id.slice(0, 8));
  const look = useMutation({
    mutationFn: () => sendJson('PATCH', `/claims/${claim.id}`, { data: { flagged: false } },
      { version: claim.version }),
    onSettled: () => client.invalidateQueries({ queryKey: ['list', 'claims'] }),
  });
  return (
    <li>
      <Link to="/claim-desk/$id" params={{ id: claim.id }}>{number}</Link>
      <span>{String(claim.data.branch)}</span>
      <span className={work.wide}>{String(claim.data.reason ?? '')}</span>
      <Button size="xs" variant="default" loading={look.isPending}
        aria-label={t('lookedAtClaim', { number })} onClick={() => look.mutate()}>
        {t('lookedAt')}
      </Button>
      {look.isError ? <Refusal error={look.error} /> : null}
    </li>
  );
}

/** Claims that the rules have decided and a person shall look at: two branches did one campaign. */
export function Flagged() {
  const { t } = useTranslation('warranty');
  const { data } = useQuery(rowsQuery('claims', { filter: ['flagged:eq:true'] }));
  if (!data || data.length === 0) return null;
  return (
    <Panel title={t('flagged')} flush>
      <ul className={work.links}>
        {data.map((claim) => <FlaggedClaim key={claim.id} claim={claim} />)}
      </ul>
    </Panel>
  );
}
