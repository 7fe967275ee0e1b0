import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { permits } from '../../api/permits';
import { useStatus } from '../../api/queries';
import { usePermits } from '../../app/session';
import { IconAlertTriangle, IconPlus } from '../../look/icons';
import { Mark } from '../../look/mark';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import work from '../shared/shared.module.css';
import { StateMark } from '../shared/state_mark';

/** Whether whoever sits here publishes campaigns. */
export function useMayPublish(): boolean {
  const { role } = useStatus();
  return permits(usePermits(), 'catalog.campaign:write') && role === 'hub';
}

/** Every recall campaign that this replica knows. */
export function CampaignsPage() {
  const { t } = useTranslation('campaign');
  const terms = useTerms();
  const mayPublish = useMayPublish();
  const { data, error, isPending, refetch } = useQuery(rowsQuery('campaigns'));
  const isNode = useStatus().role === 'node';
  const shown = data?.filter((row) => !isNode || row.data.status !== 'draft');
  return (
    <PageFrame title={t('title')} note={t('note')} aside={mayPublish
      ? <Button component={Link} to="/lists/campaigns/new" size="sm"
          leftSection={<IconPlus size={16} aria-hidden />}>{t('add')}</Button> : null}>
      {isPending ? <Loading /> : null}
      {error ? <Refusal error={error} onRetry={() => void refetch()} /> : null}
      {shown?.length === 0
        ? <Panel><Empty text={t('none')} hint={t('noneHint')} /></Panel> : null}
      {shown && shown.length > 0
        ? (
          <Panel flush>
            <ul className={work.links}>
              {shown.map((row) => (
                <li key={row.id}>
                  <Link to="/campaigns/$brand/$campaign" params={{
                    brand: String(row.data.brand), campaign: String(row.data.campaign) }}>
                    {`${String(row.data.campaign)}, ${String(row.data.brand)}`}
                  </Link>
                  <span className={work.wide}>{String(row.data.title ?? '')}</span>
                  <span className={work.soft}>{terms.word(String(row.data.kind))}</span>
                  {row.data.stop_sale === true
                    ? <Mark tone="bad" icon={IconAlertTriangle}>{t('stopSale')}</Mark> : null}
                  <StateMark row={row} />
                </li>
              ))}
            </ul>
          </Panel>
        ) : null}
    </PageFrame>
  );
}
