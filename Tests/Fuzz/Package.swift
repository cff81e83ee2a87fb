// swift-tools-version: 6.2
import PackageDescription

// It is a separate package, so that the project's build does not depend on fuzzing. See `fuzz` in the Makefile.
let package = Package(
    name: "taproom-fuzz",
    products: [.library(name: "FuzzTargets", type: .static, targets: ["FuzzTargets"])],
    dependencies: [.package(name: "taproom", path: "../..")],
    targets: [
        .target(
            name: "FuzzTargets",
            dependencies: [
                .product(name: "Taproom", package: "taproom"), .product(name: "TaproomHTTP", package: "taproom"),
                .product(name: "TaproomSessions", package: "taproom"),
                .product(name: "TaproomViews", package: "taproom"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
