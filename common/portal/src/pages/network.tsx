import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { fleetQuery, useStatus } from '../api/queries';
import type { FleetNode } from '../api/types';
import { useNow } from '../app/clock';
import { IconCircleX, IconPlugConnected, IconPlugConnectedX } from '../look/icons';
import { Mark } from '../look/mark';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../look/page';
import { ageOf } from '../words/values';
import styles from './network.module.css';

function LineMark({ node }: { node: FleetNode }) {
  const { t } = useTranslation('network');
  if (node.standing === 'revoked') return <Mark tone="bad" icon={IconCircleX}>{t('revoked')}</Mark>;
  return node.link === 'up'
    ? <Mark tone="good" icon={IconPlugConnected}>{t('up')}</Mark>
    : <Mark tone="wait" icon={IconPlugConnectedX}>{t('down')}</Mark>;
}

function NodeRow({ node }: { node: FleetNode }) {
  const { t, i18n } = useTranslation('network');
  const now = useNow();
  const heard = node.heard ? ageOf(node.heard, now, i18n.language) : t('never');
  const lag = node.link === 'up' && node.behind === 0 ? t('current') : heard;
  const queue = node.behind === null ? t('unknown') : t('entries', { count: node.behind });
  return (
    <tr>
      <th scope="row">{node.branch}</th>
      <td><Link to="/network/$dealer" params={{ dealer: node.dealer }}>{node.dealer}</Link></td>
      <td><LineMark node={node} /></td>
      <td>{heard}</td>
      <td>{lag}</td>
      <td>{queue}</td>
      <td className={node.conflicts ? styles.clash : ''}>{node.conflicts ?? t('unknown')}</td>
      <td className={node.rejected ? styles.bad : ''}>{node.rejected ?? t('unknown')}</td>
      <td>{node.software?.replace('branchline-node ', '') ?? t('unknown')}</td>
    </tr>
  );
}

const heads = ['branch', 'dealer', 'line', 'heard', 'lag', 'queue', 'conflicts', 'rejected',
  'version'] as const;

export function Fleet({ nodes }: { nodes: readonly FleetNode[] }) {
  const { t } = useTranslation('network');
  if (nodes.length === 0) return <Panel><Empty text={t('none')} /></Panel>;
  return (
    <Panel flush>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('title')}>
        <table className={styles.table}>
          <thead>
            <tr>{heads.map((head) => <th key={head} scope="col">{t(head)}</th>)}</tr>
          </thead>
          <tbody>{nodes.map((node) => <NodeRow key={node.serial} node={node} />)}</tbody>
        </table>
      </div>
    </Panel>
  );
}

/** The importer's view: every branch, with the age of what is known of it. */
export function NetworkPage() {
  const { t } = useTranslation('network');
  const { role } = useStatus();
  const { data, error, isPending } = useQuery({ ...fleetQuery, enabled: role === 'hub' });
  if (role !== 'hub') {
    return <PageFrame title={t('title')}><Panel><Empty text={t('only')} /></Panel></PageFrame>;
  }
  const nodes = data?.items ?? [];
  const up = nodes.filter((node) => node.link === 'up').length;
  return (
    <PageFrame title={t('title')}
      aside={<Link to="/network/enrolment">{t('enrolment', { ns: 'dealer' })}</Link>}
      note={data ? `${t('summary', { up, all: nodes.length })}. ${t('ofDealer')}` : ''}>
      {isPending ? <Loading /> : null}
      {error ? <Refusal error={error} /> : null}
      {data ? <Fleet nodes={nodes} /> : null}
    </PageFrame>
  );
}
