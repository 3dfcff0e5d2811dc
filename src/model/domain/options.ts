// How domain documents are read and written; shared by every element family and device.

/** How a domain document is read (VIR_DOMAIN_DEF_PARSE_*). */
export interface ParseOptions {
  /** A persistent definition: ids, aliases, run-time sources and statistics in the document are dropped. */
  readonly inactive: boolean
  /** The document is a status file: private elements, aliases and other run-time state are read. */
  readonly status?: boolean
  /** The guest ABI may be brought up to date, since the definition is new (ABI_UPDATE). */
  readonly abiUpdate?: boolean
  /** The definition is about to be migrated in, so ABI updates are restricted (ABI_UPDATE_MIGRATION). */
  readonly abiUpdateMigration?: boolean
  /** Do not refuse what a newer or older release wrote (SKIP_VALIDATE). */
  readonly skipValidate?: boolean
  /** Do not fill in defaults (SKIP_POST_PARSE). */
  readonly skipPostParse?: boolean
  /** A label without a model is accepted (SKIP_SECLABEL). */
  readonly skipSeclabel?: boolean
  /** A disk without source or target of its own, as in a snapshot (DISK_SOURCE). */
  readonly diskSource?: boolean
  /** Read the actual network connection of interfaces (ACTUAL_NET). */
  readonly actualNet?: boolean
  /** Read original states of passed-through PCI devices (PCI_ORIG_STATES). */
  readonly pciOriginalStates?: boolean
  /** Read the run-time index of volumes (VOLUME_TRANSLATED / indices of a live definition). */
  readonly volumeTranslated?: boolean
}

/** How a domain document is written (VIR_DOMAIN_DEF_FORMAT_* and VIR_DOMAIN_XML_*). */
export interface FormatOptions {
  /** Print passwords and other secrets. */
  readonly secure?: boolean
  /** Print the persistent view of a running domain. */
  readonly inactive?: boolean
  /** Leave out what an older peer could not read. */
  readonly migratable?: boolean
  /** A status file: private elements, labels and run-time sources are written. */
  readonly status?: boolean
  /** Write the actual network connection of interfaces instead of the configured one. */
  readonly actualNet?: boolean
  /** Write original states of passed-through PCI devices. */
  readonly pciOriginalStates?: boolean
  /** Mark the document as cleaned by a checkpoint or snapshot writer: only the parts that matter there. */
  readonly clock?: boolean
}
