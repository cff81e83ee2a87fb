// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // Exclusive access is checked in every test; checking it in release costs most of a plain request's instructions.
    // A request passes through functions of four modules, which are specialized and inlined across modules.
    // Both flags are here, not in a command, so that they also apply to programs that depend on Taproom.
    .unsafeFlags(
        ["-enforce-exclusivity=unchecked", "-cross-module-optimization"], .when(configuration: .release)),
]
/// The settings of targets that do not call C. The compiler requires `unsafe` before any code that it can't check.
let safe: [SwiftSetting] = settings + [.strictMemorySafety()]

/// The settings of tests, which may use members of modules that they import indirectly.
let testing: [SwiftSetting] = [
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

/// Selects the plain executor if the variable is set (see Sources/TaproomNet/Executor/README.md).
let executor: [SwiftSetting] =
    Context.environment["TAPROOM_PLAIN_EXECUTOR"] == nil ? [] : [.define("PLAIN_EXECUTOR")]

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "taproom",
    products: [
        .library(name: "Taproom", targets: ["Taproom"]),
        .library(name: "TaproomHTTP", targets: ["TaproomHTTP"]),
        .library(name: "TaproomSessions", targets: ["TaproomSessions"]),
        .library(name: "TaproomRedis", targets: ["TaproomRedis"]),
        .library(name: "TaproomViews", targets: ["TaproomViews"]),
        .library(name: "TaproomTesting", targets: ["TaproomTesting"]),
        .executable(name: "beer-demo", targets: ["BeerDemo"]),
        .executable(name: "hello", targets: ["Hello"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .target(
            name: "TaproomNet", dependencies: ["CLinux", "COpenSSL"], exclude: ["Executor/README.md"],
            swiftSettings: settings + executor),
        .target(name: "TaproomHTTP", swiftSettings: safe),
        .target(
            name: "Taproom",
            dependencies: ["TaproomNet", "TaproomHTTP", "TaproomViews", "COpenSSL", "CZlib", log, lifecycle],
            swiftSettings: settings),
        .target(name: "TaproomViews", swiftSettings: safe),
        .target(name: "TaproomSessions", dependencies: ["Taproom", "COpenSSL", log], swiftSettings: settings),
        .target(
            name: "TaproomRedis",
            dependencies: [
                "Taproom", "TaproomNet", "TaproomHTTP", "TaproomSessions", "CHiredis", "COpenSSL", log,
            ],
            swiftSettings: settings),
        .target(
            name: "TaproomTesting", dependencies: ["Taproom", "TaproomHTTP", "TaproomNet", log], swiftSettings: settings
        ),
        .target(name: "BeerNames", swiftSettings: safe),
        .target(
            name: "BeerAPI", dependencies: ["BeerNames", "CCurl", "TaproomHTTP", "TaproomNet"], swiftSettings: settings),
        .executableTarget(
            name: "BeerDemo",
            dependencies: [
                "Taproom", "TaproomHTTP", "TaproomNet", "TaproomViews", "TaproomSessions", "TaproomRedis", "BeerNames",
                "BeerAPI", arguments, log,
            ],
            swiftSettings: settings),
        .target(
            name: "TestSupport",
            dependencies: ["CLinux", "TaproomHTTP", "TaproomNet", "TaproomSessions", "TaproomTesting", log],
            path: "Tests/TestSupport",
            swiftSettings: testing),
        .testTarget(
            name: "BeerDemoTests", dependencies: ["BeerDemo", "Taproom", "TaproomTesting", "TestSupport"],
            swiftSettings: testing),
        .testTarget(
            name: "TaproomNetTests", dependencies: ["TaproomNet", "COpenSSL", "TestSupport"], swiftSettings: testing),
        .testTarget(
            name: "TaproomTests", dependencies: ["Taproom", "TaproomTesting", "TaproomNet", "TestSupport"],
            exclude: ["Server/TLS/Clients/go-client.go", "Server/TLS/Clients/python-client.py"],
            swiftSettings: testing),
        .testTarget(
            name: "TaproomHTTPTests",
            dependencies: ["TaproomHTTP", "Taproom", "TaproomTesting", "TaproomNet", "TestSupport"],
            swiftSettings: testing),
        // It has no settings, like the tests of a package that depends on Taproom.
        .testTarget(
            name: "TaproomTestingTests", dependencies: ["Taproom", "TaproomTesting"]),
        // It has no settings, like a package that depends on Taproom.
        .testTarget(
            name: "ContractTests",
            dependencies: [
                "Taproom", "TaproomSessions", "TaproomRedis", "TaproomTesting", log, lifecycle,
            ]),
        // The examples of Documentation, without settings, like a reader's package.
        .testTarget(
            name: "GuideTests",
            dependencies: [
                "Taproom", "TaproomSessions", "TaproomRedis", "TaproomTesting", log, lifecycle,
            ]),
        // The program of the tutorial in Documentation/HowSessionsWork.md, and the tests that operate it in Chromium.
        .testTarget(
            name: "TutorialTests",
            dependencies: ["Taproom", "TaproomSessions", "TaproomRedis", "TaproomTesting", "TestSupport"],
            exclude: ["Public", "Views"], swiftSettings: testing),
        .testTarget(name: "TaproomViewsTests", dependencies: ["TaproomViews"], swiftSettings: testing),
        .testTarget(name: "BeerNamesTests", dependencies: ["BeerNames"], swiftSettings: testing),
        .testTarget(
            name: "TaproomSessionsTests", dependencies: ["TaproomSessions", "TaproomTesting", "TestSupport"],
            exclude: ["Fixtures"], swiftSettings: testing),
        .testTarget(
            name: "TaproomRedisTests", dependencies: ["TaproomRedis", "TaproomTesting", "TestSupport", log],
            swiftSettings: testing),
        .executableTarget(name: "Hello", dependencies: ["Taproom", arguments], swiftSettings: settings),
        // A server for benchmarks, in addition to `hello`. It is not a product.
        .executableTarget(
            name: "bench-server", dependencies: ["Taproom", arguments], path: "Benchmarks/server",
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
