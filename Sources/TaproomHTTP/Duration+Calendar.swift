extension Duration {
    /// So many minutes of 60 seconds.
    public static func minutes(_ count: some BinaryInteger) -> Duration { .seconds(Int64(clamping: count)) * 60 }

    /// So many hours of 60 minutes.
    public static func hours(_ count: some BinaryInteger) -> Duration { .minutes(count) * 60 }

    /// So many days of 24 hours.
    public static func days(_ count: some BinaryInteger) -> Duration { .hours(count) * 24 }

    /// So many weeks of seven days.
    public static func weeks(_ count: some BinaryInteger) -> Duration { .days(count) * 7 }
}
