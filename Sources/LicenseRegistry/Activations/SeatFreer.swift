/// Who frees a seat: whether a device that was not asked, and may go on offline, keeps it taken.
public enum SeatFreer: Sendable {
    /// Somebody who has the license key, or is signed in as its customer: until the device's lease
    /// ends its seat is nobody else's, or one seat would serve as many devices as one likes.
    case keyHolder
    /// The vendor, who decides that the next device gets it at once.
    case vendor
}
