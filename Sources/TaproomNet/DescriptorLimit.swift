import CLinux
import Glibc

/// How many descriptors the process may have open at a time: the soft limit of `RLIMIT_NOFILE` (getrlimit(2)).
package enum DescriptorLimit {
    /// The limit now.
    package static var current: Int { Int(clamping: limits?.rlim_cur ?? 1024) }

    /// Raises it to the hard limit, as far as a process without privileges can go. Many systems start programs with 1,024,
    /// for the sake of those that use select(2).
    package static func raise() {
        guard var limits, limits.rlim_cur < limits.rlim_max else { return }
        limits.rlim_cur = limits.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
    }

    private static var limits: rlimit? {
        var limits = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 ? limits : nil
    }
}
