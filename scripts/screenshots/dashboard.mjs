// The pages of the dashboard, light and dark, on a desk and on a phone.
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** Takes a picture of each page; `save` writes it into docs/images/. */
export async function takeDashboard(browser, { apiUrl }, save) {
  // One whose lists have products in common.
  const { agreement } = await (await fetch(`${apiUrl}/stats`)).json();
  const advertiser = encodeURIComponent(agreement[0].advertiser_id);
  const pictures = [
    ['dashboard-overview.png', '/', { viewport: DESK, colorScheme: 'light' }],
    ['dashboard-advertiser.png', `/advertisers/${advertiser}`, { viewport: DESK, colorScheme: 'light' }],
    ['dashboard-models.png', '/models', { viewport: DESK, colorScheme: 'dark' }],
    ['dashboard-phone.png', '/', { viewport: PHONE, colorScheme: 'dark', deviceScaleFactor: 2 }],
  ];
  for (const [name, path, options] of pictures) {
    const context = await browser.newContext({ ...options, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${apiUrl}${path}`);
    // A phone shows what fits on it; the rest is scrolled to.
    await save(page, name, { fullPage: options.viewport === DESK });
    await context.close();
  }
}
