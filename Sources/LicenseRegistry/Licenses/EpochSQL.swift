/// Which licenses may have promised more than the registry knows, as expressions over their rows.
enum EpochSQL {
    /// How often the registry was resumed.
    static let current = "(SELECT coalesce(max(epoch), 0) FROM registry_standing)"

    /// One for a license of before the last resumption that nobody has settled since.
    static let isHeldBack = "(CASE WHEN license.epoch < \(current) THEN 1 ELSE 0 END)"
}
