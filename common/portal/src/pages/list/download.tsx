import { Button, Popover } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSchema } from '../../api/queries';
import type { Entity } from '../../api/types';
import type { ListSearch } from '../../app/router';
import { IconDownload } from '../../look/icons';
import styles from './list.module.css';
import { filePath } from './list_query';

/** The list as it is filtered and sorted here, all of it, as a file of the daemon. */
export function Download({ entity, search }: { entity: Entity; search: ListSearch }) {
  const { t } = useTranslation('records');
  const all = useSchema();
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          {t('download')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('download')}>
        <div className={styles.choices}>
          {(['csv', 'xlsx'] as const).map((format) => (
            <a key={format} href={filePath(entity, all, search, format)} download>
              {t(`file_${format}`)}
            </a>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
