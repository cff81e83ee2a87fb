extension Duration {
    /// Minutes of 60 seconds.
    public static func minutes(_ count: some BinaryInteger) -> Duration { .seconds(Int64(clamping: count)) * 60 }

    /// Hours of 60 minutes.
    public static func hours(_ count: some BinaryInteger) -> Duration { .minutes(count) * 60 }

    /// Days of 24 hours.
    public static func days(_ count: some BinaryInteger) -> Duration { .hours(count) * 24 }

    /// Weeks of seven days.
    public static func weeks(_ count: some BinaryInteger) -> Duration { .days(count) * 7 }
}
