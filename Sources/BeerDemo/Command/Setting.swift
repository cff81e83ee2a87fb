import ArgumentParser
import BeerAPI
import Logging
import Taproom
import TaproomRedis

/// A setting that a flag or a variable can set, with its names, its default and its parser.
///
/// Flags are options of type `String` that are parsed here. An error of ArgumentParser would quote the value, which may
/// contain a password, and would differ from the error for the variable.
struct Setting<Value>: Sendable {
    let flag: String
    let variable: String
    /// The default as the help shows it.
    let fallback: String
    /// A description of valid values, for the error.
    let expectation: String
    /// Parses the text; returns nil if it is invalid.
    let read: @Sendable (String) throws -> Value?

    /// Returns the help of the option.
    ///
    /// - Parameter value: the placeholder of the value; nil for the option's name.
    func help(_ text: String, value: String? = nil) -> ArgumentHelp {
        ArgumentHelp("\(text) [\(variable)] (default: \(fallback))", valueName: value)
    }
}

extension Setting {
    private static func number(_ text: String, in range: ClosedRange<Int>) -> Int? {
        Int(text).flatMap { range ~= $0 ? $0 : nil }
    }
}

extension Setting<String> {
    static var host: Setting {
        Setting(flag: "--host", variable: "HOST", fallback: "localhost", expectation: "an address") {
            $0.isEmpty ? nil : $0
        }
    }

    static var tlsTicketKeys: Setting {
        Setting(
            flag: "--tls-ticket-keys", variable: "TLS_TICKET_KEYS", fallback: "made at the start",
            expectation: "the path of a file"
        ) { $0.isEmpty ? nil : $0 }
    }
}

extension Setting<Int> {
    static var port: Setting {
        Setting(flag: "--port", variable: "PORT", fallback: "3000", expectation: "a number from 0 to 65535") {
            number($0, in: 0...65535)
        }
    }

    static var sessionMaxAge: Setting {
        Setting(
            flag: "--session-max-age", variable: "SESSION_MAX_AGE", fallback: "60",
            expectation: "a whole number of seconds above 0"
        ) { number($0, in: 1...31_536_000_000) }
    }

    static var sessionCache: Setting {
        Setting(
            flag: "--session-cache", variable: "SESSION_CACHE", fallback: "0",
            expectation: "a number from 0 to 10000000"
        ) { number($0, in: 0...10_000_000) }
    }

    /// - Parameter sessionMaxAge: the seconds that a session lives.
    static func touchAfter(sessionMaxAge: Int) -> Setting {
        Setting(
            flag: "--touch-after", variable: "TOUCH_AFTER", fallback: "0",
            expectation: "a whole number of seconds, less than a session lives"
        ) { number($0, in: 0...(sessionMaxAge - 1)) }
    }

    static var threads: Setting {
        Setting(
            flag: "--threads", variable: "THREADS", fallback: "number of cores", expectation: "a number from 1 to 256"
        ) { number($0, in: 1...256) }
    }

    static var redirectPort: Setting {
        Setting(
            flag: "--redirect-port", variable: "REDIRECT_PORT", fallback: "none",
            expectation: "a number from 0 to 65535, and with a certificate"
        ) { number($0, in: 0...65535) }
    }
}

extension Setting<[String]> {
    static var tlsCertificate: Setting {
        paths(flag: "--tls-certificate", variable: "TLS_CERTIFICATE")
    }

    static var tlsKey: Setting {
        paths(flag: "--tls-key", variable: "TLS_KEY")
    }

    /// Makes a setting of several paths, which are separated by commas in the variable.
    private static func paths(flag: String, variable: String) -> Setting {
        Setting(flag: flag, variable: variable, fallback: "none", expectation: "the path of a PEM file") { text in
            let paths = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return paths.contains("") ? nil : paths
        }
    }
}

extension Setting<Settings.Store> {
    static var store: Setting {
        Setting(flag: "--store", variable: "SESSION_STORE", fallback: "redis", expectation: "redis or memory") {
            Settings.Store(rawValue: $0)
        }
    }
}

extension Setting<RedisURL> {
    static var redis: Setting {
        Setting(
            flag: "--redis", variable: "REDIS_URL", fallback: "redis://127.0.0.1:6379", expectation: "a Redis URL"
        ) { text in
            let url = try RedisURL(text)
            // Files that can't be used are a mistake of the user, not a failure of Redis.
            try url.tls?.validate()
            return url
        }
    }
}

extension Setting<Bool> {
    /// The flag has no value; the variable has.
    static var readFromReplicas: Setting {
        Setting(
            flag: "--read-from-replicas", variable: "SESSION_READ_FROM_REPLICAS", fallback: "off",
            expectation: "on or off"
        ) { ["on": true, "off": false][$0] }
    }
}

extension Setting<Durability> {
    static var durability: Setting {
        Setting(
            flag: "--durability", variable: "SESSION_DURABILITY", fallback: "none",
            expectation: "none, replicas:N, disks or disks:N"
        ) { text in
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            switch (parts[0], parts.count == 2 ? number(String(parts[1]), in: 1...100) : nil, parts.count) {
            case ("none", _, 1): return Durability.none
            case ("replicas", let count?, _): return .replicas(count)
            case ("disks", _, 1): return .disks()
            case ("disks", let count?, _): return .disks(replicas: count)
            default: return nil
            }
        }
    }
}

extension Setting<Settings.Environment> {
    static var environment: Setting {
        Setting(
            flag: "--environment", variable: "APP_ENV", fallback: "development",
            expectation: "development or production"
        ) { Settings.Environment(rawValue: $0) }
    }
}

extension Setting<TrustedProxies> {
    static var trustProxy: Setting {
        Setting(
            flag: "--trust-proxy", variable: "TRUST_PROXY", fallback: "off",
            expectation: "address blocks such as 10.0.0.0/8 separated by commas, loopback or off"
        ) { $0 == "off" ? TrustedProxies.none : TrustedProxies($0) }
    }
}

extension Setting<Logger.Level> {
    static var logLevel: Setting {
        Setting(
            flag: "--log-level", variable: "LOG_LEVEL", fallback: "info",
            expectation: "trace, debug, info, notice, warning, error or critical"
        ) { Logger.Level(rawValue: $0) }
    }
}

extension Setting<Settings.LogFormat> {
    static var logFormat: Setting {
        Setting(flag: "--log-format", variable: "LOG_FORMAT", fallback: "text", expectation: "text or json") {
            Settings.LogFormat(rawValue: $0)
        }
    }
}

extension Setting<BeerAPIAddress> {
    static var beerAPI: Setting {
        Setting(
            flag: "--beer-api", variable: "BEER_API_URL", fallback: "names are made here",
            expectation: "an http:// or https:// URL"
        ) { BeerAPIAddress($0) }
    }
}
