import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { useEntity } from '../../api/queries';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { decimalOf } from '../../words/values';
import work from '../shared/shared.module.css';
import { CloseMonth } from './close_month';
import { sideOf } from './statement_lines';

/** Every account that this replica knows, with its balance in words. */
export function AccountsPage() {
  const { t, i18n } = useTranslation('account');
  const entity = useEntity('accounts');
  const { data, error, isPending, refetch } = useQuery(
    { ...rowsQuery('accounts'), enabled: entity !== undefined });
  if (!entity) return <PageFrame title={t('title')}><Empty text={t('noAccounts')} /></PageFrame>;
  return (
    <PageFrame title={t('title')} note={t('note')}>
      {isPending ? <Loading /> : null}
      {error ? <Refusal error={error} onRetry={() => void refetch()} /> : null}
      {data?.length === 0
        ? <Panel><Empty text={t('none')} hint={t('noneHint')} /></Panel> : null}
      {data && data.length > 0
        ? (
          <Panel flush>
            <ul className={work.links}>
              {data.map((row) => {
                const dealer = String(row.data.dealer);
                const brand = String(row.data.brand);
                const balance = String(row.data.balance ?? '0');
                return (
                  <li key={row.id}>
                    <Link className={work.wide ?? ''} to="/account/$dealer/$brand"
                      params={{ dealer, brand }}>{t('accountOf', { dealer, brand })}</Link>
                    <span className={work.soft}>{t(`side_${sideOf(balance)}`)}</span>
                    <strong className={work.number}>
                      {decimalOf(balance, 2, i18n.language)}
                    </strong>
                  </li>
                );
              })}
            </ul>
          </Panel>
        ) : null}
      {data && data.length > 0 ? <CloseMonth /> : null}
    </PageFrame>
  );
}
