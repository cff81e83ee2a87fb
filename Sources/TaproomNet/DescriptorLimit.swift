import CLinux
import Glibc

/// The most descriptors that the process may have open: the soft limit of `RLIMIT_NOFILE` (getrlimit(2)).
package enum DescriptorLimit {
    /// The current limit.
    package static var current: Int { Int(clamping: limits?.rlim_cur ?? 1024) }

    /// Raises the soft limit to the hard limit, which needs no privileges. Many systems start programs with a soft
    /// limit of 1,024, for compatibility with select(2).
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
