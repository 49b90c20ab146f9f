import SQLDatabase

extension Migration {
    /// The activations of a device that have ended are found however many devices a license has.
    static let endedActivation = Migration(
        number: 26, name: "0026_ended_activation", sqlite: endedIndex, postgreSQL: endedIndex)
}

private let endedIndex = [
    """
    CREATE INDEX activation_ended_device ON activation (license_id, device_key)
        WHERE deactivated_at IS NOT NULL
    """
]
