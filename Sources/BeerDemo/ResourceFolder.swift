import Glibc

/// The folder that contains Views and Public.
enum ResourceFolder {
    /// Returns the working directory if it contains them, otherwise the nearest folder above the executable that does.
    static func find() throws -> String {
        let marker = "/Views/layout.mustache"
        if access("." + marker, R_OK) == 0 { return "." }
        var path = executablePath()
        while let slash = path.lastIndex(of: "/") {
            path = String(path[..<slash])
            if access(path + marker, R_OK) == 0 { return path }
        }
        throw StartError(message: "no folder Views here or above the program: start beer-demo in Taproom's folder")
    }

    private static func executablePath() -> String {
        guard let path = realpath("/proc/self/exe", nil) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }
}
