import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSchema, useStatus } from '../api/queries';
import {
  IconAlertTriangle, IconArrowsShuffle, IconArrowsSplit2, IconCar, IconChartBar,
  IconClipboardList, IconHome, IconNetwork, IconReceipt, IconScale, IconSearch, IconShieldCheck,
  IconSpeakerphone,
  IconTag, IconTool,
  IconTruckDelivery,
} from '../look/icons';
import { useTerms } from '../words/terms';
import styles from './menu.module.css';
import { type MenuModule, type WorkPage, modulesOf, workPages } from './navigation';

const workIcon = {
  '/': IconHome, '/part-lookup': IconSearch, '/conflicts': IconArrowsSplit2,
  '/rejections': IconAlertTriangle, '/network': IconNetwork, '/reception': IconCar,
  '/warranty': IconShieldCheck, '/claim-desk': IconScale, '/account': IconReceipt,
  '/orders': IconClipboardList, '/pipeline': IconTruckDelivery, '/allocation': IconArrowsShuffle,
  '/prices': IconTag, '/workshop': IconTool, '/figures': IconChartBar,
  '/campaigns': IconSpeakerphone,
};
export const workName: Record<WorkPage, string> = {
  '/': 'overview', '/part-lookup': 'partLookUp', '/conflicts': 'conflicts',
  '/rejections': 'rejections', '/network': 'network', '/reception': 'reception',
  '/warranty': 'warranty', '/claim-desk': 'claimDesk', '/account': 'account',
  '/orders': 'orders', '/pipeline': 'pipeline', '/allocation': 'allocation',
  '/prices': 'prices', '/workshop': 'workshop', '/figures': 'figures',
  '/campaigns': 'campaigns',
};

function Module({ module }: { module: MenuModule }) {
  const terms = useTerms();
  return (
    <details className={styles.module} open={module.isDaily}>
      <summary>{terms.module(module.name)}</summary>
      <ul>
        {module.entities.map((entity) => (
          <li key={entity.name}>
            <Link
              to="/lists/$collection"
              params={{ collection: entity.collection }}
              className={styles.link ?? ''}
              activeProps={{ className: `${styles.link} ${styles.on}` }}
            >
              {terms.collection(entity)}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function Menu() {
  const { t } = useTranslation();
  const entities = useSchema();
  const { role, branch, dealer, organisation } = useStatus();
  return (
    <nav className={styles.menu} aria-label={t('navigation')}>
      <div className={styles.place}>
        <strong>{branch ? t('branch', { branch }) : t('importer')}</strong>
        <span>{dealer ? `${organisation} · ${t('dealer', { dealer })}` : organisation}</span>
      </div>
      <ul className={styles.work}>
        {workPages(role).map((page) => {
          const Icon = workIcon[page];
          return (
            <li key={page}>
              <Link
                to={page}
                className={styles.link ?? ''}
                activeOptions={{ exact: page === '/' }}
                activeProps={{ className: `${styles.link} ${styles.on}` }}
              >
                <Icon size={17} aria-hidden />{t(workName[page])}
              </Link>
            </li>
          );
        })}
      </ul>
      {modulesOf(entities, role).map((module) => <Module key={module.name} module={module} />)}
    </nav>
  );
}
