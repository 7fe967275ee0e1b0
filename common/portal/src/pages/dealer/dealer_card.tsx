import { useQueries, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listRows, rowsQuery } from '../../api/answers';
import { fleetQuery, useStatus } from '../../api/queries';
import type { Row } from '../../api/types';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { decimalOf } from '../../words/values';
import { sideOf } from '../account/statement_lines';
import { Fleet } from '../network';
import work from '../shared/shared.module.css';
import { countsOf } from './dealer_facts';

/** So many claims of each branch are counted. */
const most = 500;

function Claims({ branches }: { branches: readonly Row[] }) {
  const { t } = useTranslation('dealer');
  const terms = useTerms();
  const answers = useQueries({
    queries: branches.map((row) => {
      const branch = String(row.data.branch);
      return { queryKey: ['list', 'claims', 'of-branch', branch],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          listRows('claims', { filter: [`branch:eq:${branch}`], limit: most }, signal) };
    }),
  });
  const failed = answers.find((one) => one.error);
  if (failed) return <Panel title={t('claims')}><Refusal error={failed.error} /></Panel>;
  if (answers.some((one) => !one.data)) return <Loading />;
  return (
    <Panel title={t('claims')} flush>
      <ul className={work.links}>
        {branches.map((row, at) => {
          const branch = String(row.data.branch);
          const counts = countsOf(answers[at]?.data ?? []);
          return (
            <li key={row.id}>
              <Link to="/lists/$collection" params={{ collection: 'claims' }}
                search={{ filter: [`branch:eq:${branch}`] }}>{branch}</Link>
              <span className={work.wide}>
                {counts.length === 0 ? t('noClaims')
                  : counts.map(({ state, count }) => `${count} ${terms.word(state)}`).join(' · ')}
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function Accounts({ dealer }: { dealer: string }) {
  const { t, i18n } = useTranslation('account');
  const { data, error } = useQuery(rowsQuery('accounts', { filter: [`dealer:eq:${dealer}`] }));
  return (
    <Panel title={t('title')} flush>
      {error ? <Refusal error={error} /> : null}
      {data?.length === 0 ? <p className={work.padded}>{t('none')}</p> : null}
      <ul className={work.links}>
        {(data ?? []).map((row) => {
          const brand = String(row.data.brand);
          const balance = String(row.data.balance ?? '0');
          return (
            <li key={row.id}>
              <Link className={work.wide ?? ''} to="/account/$dealer/$brand"
                params={{ dealer, brand }}>{t('accountOf', { dealer, brand })}</Link>
              <span className={work.soft}>{t(`side_${sideOf(balance)}`)}</span>
              <strong className={work.number}>{decimalOf(balance, 2, i18n.language)}</strong>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function Card({ dealer }: { dealer: string }) {
  const { t } = useTranslation('dealer');
  const terms = useTerms();
  const dealers = useQuery(rowsQuery('dealers'));
  const branches = useQuery(rowsQuery('branches', { filter: [`dealer:eq:${dealer}`] }));
  const fleet = useQuery(fleetQuery);
  const row = dealers.data?.find((one) => one.data.dealer === dealer);
  const error = dealers.error ?? branches.error ?? fleet.error;
  if (error) return <Refusal error={error} />;
  if (!dealers.data || !branches.data || !fleet.data) return <Loading />;
  if (!row) return <Panel><Empty text={t('unknown', { dealer })} /></Panel>;
  const brands = Array.isArray(row.data.brands) ? row.data.brands.join(', ') : '';
  const nodes = fleet.data.items.filter((node) => node.dealer === dealer);
  const enrolled = new Set(nodes.map((node) => node.branch));
  const without = branches.data.map((one) => String(one.data.branch))
    .filter((branch) => !enrolled.has(branch));
  return (
    <>
      <p>
        {String(row.data.name)}{brands ? ` · ${t('sells', { brands })}` : ''}
        {row.data.standing ? ` · ${terms.word(String(row.data.standing))}` : ''}
      </p>
      <Fleet nodes={nodes} />
      {without.length > 0
        ? <p className={work.soft}>{t('without', { branches: without.join(', ') })}</p> : null}
      <Claims branches={branches.data} />
      <Accounts dealer={dealer} />
    </>
  );
}

/** One dealer as the importer sees it: its branches and their lines, its claims, its account. */
export function DealerPage() {
  const { t } = useTranslation('dealer');
  const { dealer } = useParams({ from: '/network/$dealer' });
  const { role } = useStatus();
  const title = t('title', { dealer });
  return (
    <PageFrame title={title}
      before={<Link to="/network">{t('title', { ns: 'network' })}</Link>}>
      {role === 'hub' ? <Card dealer={dealer} />
        : <Panel><Empty text={t('only', { ns: 'network' })} /></Panel>}
    </PageFrame>
  );
}
