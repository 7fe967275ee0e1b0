// The icons in use, by name: the package holds thousands.
export {
  IconAlertTriangle, IconArrowDown, IconArrowRight, IconArrowUp, IconArrowsSplit2, IconCheck,
  IconCircleCheck, IconCircleX, IconClock, IconCloudCheck, IconColumns3, IconDownload, IconFilter,
  IconHelpCircle, IconHome, IconLanguage, IconMenu2, IconNetwork, IconPencil, IconPlayerPause,
  IconPlayerPlay, IconTool,
  IconPlugConnected, IconPlugConnectedX, IconPlus, IconPrinter, IconSearch, IconSend,
  IconDeviceFloppy, IconUser,
  IconCar, IconChartBar, IconReceipt, IconScale, IconShieldCheck, IconSpeakerphone,
  IconPaperclip, IconX, IconArrowsShuffle, IconTag, IconClipboardList, IconTruckDelivery,
} from '@tabler/icons-react';
