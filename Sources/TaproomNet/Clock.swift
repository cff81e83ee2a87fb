import CLinux
import Glibc

/// The system's clocks: the monotonic one for durations, the wall clock for dates.
public enum Clock {
    /// Returns the nanoseconds since an arbitrary point in time. They never decrease.
    public static func monotonic() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    /// Returns the milliseconds since 1970-01-01T00:00:00Z.
    public static func wallMilliseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000
    }
}

extension Duration {
    /// The duration in nanoseconds, rounded down: 0 if it is negative, and the largest number if it is too long.
    public var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (whole, over) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        guard !over else { return .max }
        let (sum, isTooMuch) = whole.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
        return isTooMuch ? .max : sum
    }
}
