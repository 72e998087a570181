package com.acme.page;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.opentest4j.TestAbortedException;

import org.springframework.util.FileSystemUtils;

/**
 * A real Chromium without a window.
 */
final class Browser implements AutoCloseable {

	/** Set to keep pictures: a directory. */
	private static final String SCREENSHOTS = "leakguard.screenshots";

	private final ChromeDriver driver;

	private final Path profile;

	private Browser(ChromeDriver driver, Path profile) {
		this.driver = driver;
		this.profile = profile;
	}

	/**
	 * Start a browser, or skip the test where none is installed.
	 */
	static Browser start() {
		Path chromium = executable("chromium", "chromium-browser", "google-chrome");
		Path chromedriver = executable("chromedriver");
		if (chromium == null || chromedriver == null) {
			String line = "The browser tests are skipped: no chromium with its chromedriver is on the PATH "
					+ "(Debian: apt-get install chromium chromium-driver)";
			System.err.println(line);
			throw new TestAbortedException(line);
		}
		try {
			Path profile = Files.createTempDirectory("leakguard-browser");
			ChromeOptions options = new ChromeOptions();
			options.setBinary(chromium.toFile());
			options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
					"--disable-background-networking", "--disable-component-update", "--disable-sync",
					"--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=1200,1000",
					"--user-data-dir=" + profile);
			LoggingPreferences logging = new LoggingPreferences();
			logging.enable(LogType.BROWSER, Level.ALL);
			options.setCapability(ChromeOptions.LOGGING_PREFS, logging);
			ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(chromedriver.toFile())
				.usingAnyFreePort()
				.build();
			ChromeDriver driver = new ChromeDriver(service, options);
			driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
			return new Browser(driver, profile);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static @Nullable Path executable(String... names) {
		String path = Objects.toString(System.getenv("PATH"), "");
		return Stream.of(names)
			.flatMap((name) -> Stream.of(path.split(File.pathSeparator)).map((directory) -> Path.of(directory, name)))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
	}

	void open(String url) {
		this.driver.get("about:blank");
		this.driver.get(url);
	}

	WebElement find(String css) {
		return this.driver.findElement(By.cssSelector(css));
	}

	List<WebElement> findAll(String css) {
		return this.driver.findElements(By.cssSelector(css));
	}

	/** Return what can be read there, whether or not it is in sight. */
	String text(String css) {
		return Objects.toString(script("return document.querySelector(arguments[0])?.textContent", css), "");
	}

	WebElement focused() {
		return this.driver.switchTo().activeElement();
	}

	@Nullable Object script(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	/** Run a script in a frame. */
	@Nullable Object framed(String css, String script) {
		this.driver.switchTo().frame(find(css));
		try {
			return script(script);
		}
		finally {
			this.driver.switchTo().defaultContent();
		}
	}

	void width(int width, boolean phone) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height",
				phone ? 844 : 1000, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
	}

	void scheme(String scheme) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	/** Return what the browser complained of since it was last asked. */
	List<String> complaints() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue())
			.map(LogEntry::getMessage)
			.toList();
	}

	/** Return the serious violations that axe finds. */
	Object inaccessible() throws IOException {
		try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
			this.driver.executeScript(new String(Objects.requireNonNull(axe).readAllBytes(), StandardCharsets.UTF_8));
		}
		return Objects.requireNonNull(this.driver.executeAsyncScript(
				"""
						const done = arguments[arguments.length - 1];
						axe.run(document, { resultTypes: ['violations'], iframes: false }).then((result) => done(result.violations
							.filter((one) => ['serious', 'critical'].includes(one.impact))
							.map((one) => one.id + ': ' + one.nodes.map((node) => node.html + ' ' + node.failureSummary).join())),
							(error) => done([String(error)]));
						"""));
	}

	/** Keep a picture, if pictures are wanted. */
	void picture(String name) throws IOException {
		String directory = System.getProperty(SCREENSHOTS, "");
		if (!directory.isEmpty()) {
			Files.createDirectories(Path.of(directory));
			Files.write(Path.of(directory, name + ".png"), this.driver.getScreenshotAs(OutputType.BYTES));
		}
	}

	@Override
	public void close() throws IOException {
		this.driver.quit();
		FileSystemUtils.deleteRecursively(this.profile);
	}

}
