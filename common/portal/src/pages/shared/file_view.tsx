import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { fileAddress, fileKind } from '../../api/files';
import styles from './file.module.css';

interface Properties {
  collection: string;
  id: string;
  field: string;
  /** What the picture shows, for who cannot see it. */
  name: string;
}

/** Files come behind their records: looked for again until it is here. */
const againAfter = 5_000;

/** The picture that a field names; a link to another kind of file; or that it is not here yet. */
export function FileView({ collection, id, field, name }: Properties) {
  const { t } = useTranslation('records');
  const address = fileAddress(collection, id, field);
  const { data } = useQuery({
    queryKey: ['file', address],
    queryFn: ({ signal }) => fileKind(address, signal),
    refetchInterval: (query) => (query.state.data === 'away' ? againAfter : false),
  });
  if (data === undefined) return null;
  if (data === 'away') return <span className={styles.away}>{t('fileAway')}</span>;
  if (data === 'none') return <span className={styles.away}>{t('fileNone')}</span>;
  return (
    <a href={address} target="_blank" rel="noreferrer" className={styles.view}>
      {data === 'picture' ? <img src={address} alt={name} loading="lazy" />
        : t('openFile', { name })}
    </a>
  );
}
